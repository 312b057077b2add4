"""LiveKit agent workers: one job is one conversation."""
