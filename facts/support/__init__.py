"""Whether one text carries what another says."""
