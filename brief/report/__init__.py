"""From an accepted draft to a report in one format: what is printed, in which words, and the notes below it."""
