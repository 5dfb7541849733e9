"""Pages that draw on everything about dates."""
