"""Phone numbers: which agent answers at a number, and who does when no agent can."""
