"""New runs of an old run's evidence: one, or a matrix of them, measured and ranked."""
