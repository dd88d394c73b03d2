"""A finished report brought to where people read it: what goes, by which carrier, once, and the record of it."""
