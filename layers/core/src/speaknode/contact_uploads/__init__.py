"""A campaign's contacts from a file: uploaded, looked at, mapped, and imported beside the request."""
