"""Plans for whole cohorts: a question, a worker that answers it, a comparison, and the plan taken as the draft."""
