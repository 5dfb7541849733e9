"""Plans for whole cohorts: asked for, worked out in the worker, compared, and taken as the draft."""
