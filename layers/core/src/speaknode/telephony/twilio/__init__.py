"""Twilio: calls by Elastic SIP trunk into LiveKit, or by Media Streams into the media bridge."""
