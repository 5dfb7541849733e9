"""Sessions as they are held: the page of a session."""
