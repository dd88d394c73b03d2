"""Everything around the five agents: command line, walk, models, storage and rendering."""

__version__ = "0.1.0"
