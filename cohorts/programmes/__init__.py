"""Programmes of an organisation."""
