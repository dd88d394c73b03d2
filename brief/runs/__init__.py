"""runs/<id>/ on disk: written, found, read back, removed."""
