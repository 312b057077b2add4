"""Members: who belongs to a space, in which role, and who has been asked to."""
