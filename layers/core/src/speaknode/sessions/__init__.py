"""Sessions: conversations from their first second to their books being closed."""
