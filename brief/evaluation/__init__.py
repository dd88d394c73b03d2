"""How right a report is: of a run, or of any Markdown."""
