"""What crosses a queue: reports of the media side (in) and domain events (out)."""
