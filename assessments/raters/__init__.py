"""The people who rate a participant: named, approved, invited, corrected, joined, and never asked too often."""
