"""The WebSocket of notifications: who listens, and telling them."""
