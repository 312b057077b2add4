"""Twilio as seen from here: its REST API, its signed webhooks and its Media Streams."""
