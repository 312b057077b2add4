"""Contact lists: a CSV or Excel file becomes people to call, and every row that cannot says why."""
