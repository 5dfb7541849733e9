"""Moving and cancelling sessions by hand, and what speaks against it."""
