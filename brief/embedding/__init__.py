"""Vectors of what documents mean, for those who ask for them with `[run] embeddings`: languages meet by them."""
