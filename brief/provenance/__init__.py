"""A printed line walked back to its source."""
