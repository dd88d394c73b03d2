"""What the user configured: config.toml, models, keys, periods, the project folder."""
