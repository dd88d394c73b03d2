"""Renders a report as Markdown, HTML and JSON."""
