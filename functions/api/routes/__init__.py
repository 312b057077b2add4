"""One module per concept with its `routes`: a route is a declaration and one call of core."""
