"""The scores of a report that was made elsewhere."""
