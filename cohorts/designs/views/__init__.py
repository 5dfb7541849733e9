"""Pages of a design."""
