"""Designs of programmes: specs, files, drafts, versions, and what contradicts itself in them."""
