"""What the agent tells those who play its audio further away than the room: names on the wire."""

CLEAR_TOPIC = "speaknode.playback.clear"
"""A data packet: the agent was interrupted, drop what is buffered of it."""
