"""Figures with their units, and dates, as a text writes them."""
