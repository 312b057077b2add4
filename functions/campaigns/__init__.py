"""What keeps campaigns going: ticks, dials, and the ends of calls."""
