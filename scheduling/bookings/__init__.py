"""The rooms and people of sessions."""
