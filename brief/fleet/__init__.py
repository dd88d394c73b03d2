"""Reports by the hundred on several machines: a queue in PostgreSQL, and workers that make what waits in it."""
