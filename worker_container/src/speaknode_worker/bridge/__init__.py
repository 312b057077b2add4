"""The media bridge: carriers' WebSocket audio on one side, LiveKit rooms on the other."""
