"""Numbers that a space must not call, whatever a campaign's list says."""
