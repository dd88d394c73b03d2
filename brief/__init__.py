"""The spine of Brief: command line, walk, storage and rendering around the five agents."""

__version__ = "0.1.0"
