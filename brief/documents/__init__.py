"""Where documents come from: addresses, sources, and the standing corpus."""
