"""A report as markdown, html and json."""
