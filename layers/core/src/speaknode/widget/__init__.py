"""The widget: a published agent on anybody's page."""
