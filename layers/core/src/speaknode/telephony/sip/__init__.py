"""Custom SIP: any PBX or trunk through LiveKit SIP."""
