"""The model providers: one module per API."""
