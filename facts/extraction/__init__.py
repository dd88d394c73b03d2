"""What of a text can fill a report's cells without a model."""
