"""Rooms and people booked for sessions, people who attend them, and the equipment that they need."""
