"""What text says: sentences, figures with units, dates, names, similarity. Pure functions."""
