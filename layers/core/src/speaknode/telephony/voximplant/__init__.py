"""VoxImplant: a generated VoxEngine scenario brings calls to the media bridge by WebSocket."""
