"""How much a space's campaigns may call: a day's calls and minutes, and how often one number."""
