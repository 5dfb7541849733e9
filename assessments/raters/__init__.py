"""Raters: named, approved, asked, mended, joined, and the load on each."""
