"""Answers about a text that are given more than once."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """`read`, a pure function of a text: the same one is read for every claim that it carries.

    With the types of `read`; those of lru_cache would let any argument through.
    """
    return cast(Callable[P, R], lru_cache(maxsize=4096)(read))
