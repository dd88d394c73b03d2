"""Measures how accurate a report is: a run's report, or any Markdown."""
