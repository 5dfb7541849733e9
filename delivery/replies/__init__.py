"""What people answer to invitations: by link, on a page, or from their diary."""
