"""Turns an accepted draft into a report in one format: what is printed, in which words, and the notes below it."""
