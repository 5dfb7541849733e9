"""The planner: plain values in, plain values out. It knows nothing of the database, and needs no page."""
