"""Tools: what an agent can do beside talking."""
