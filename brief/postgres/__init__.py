"""The team's PostgreSQL: connected to, its tables brought to the newest version, its errors in words for users."""
