"""Instruments: read from files, checked, licensed, stored and shown."""
