"""What happens in a session: its page."""
