"""VoxImplant as seen from here: its Management API and its media sockets."""
