"""ElevenLabs: an agent held there, rung up by SIP into the caller's room; its conversations become sessions."""
