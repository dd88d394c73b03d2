"""What a terminal or a page shows of runs, differences and figures; reports themselves are rendered elsewhere."""
