"""Releases: what is new in a draft, checked, released, and told."""
