"""What may go wrong on the machine of a user, said in one line."""


class LocalError(Exception):
    """Stops a command. `str(error)` is the line that the user reads: what is wrong, what to do."""
