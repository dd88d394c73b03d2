"""Output of commands: runs, differences and figures, for terminals or pages. Reports are rendered in brief/report."""
