"""The planner: plain values in, plain values out, without the database."""
