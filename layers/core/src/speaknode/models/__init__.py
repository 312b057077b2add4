"""The model catalogue: which providers, models and voices are on offer, and what they cost."""
