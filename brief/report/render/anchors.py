"""A label, and the place of a page that it leads to."""

from typing import NamedTuple


class Anchor(NamedTuple):
    label: str
    anchor: str
