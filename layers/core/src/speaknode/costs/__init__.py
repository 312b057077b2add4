"""What a conversation costs: what its models and its line were used for, times the prices of that moment."""
