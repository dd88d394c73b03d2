"""Brief writes cited news reports. The names below are its Python interface; all else may change at any time.

`run`, `replay` and `load_run` return a `LoadedRun`, whose `report` is a `Report`; `docs/python.md` shows them at work.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brief.errors import (
        BriefError,
        BudgetReached,
        CanaryAccepted,
        ConfigError,
        NoAnswer,
        NoEvidence,
        UsageError,
    )
    from brief.interface import load_run, replay, run
    from brief.runs.loaded import LoadedRun
    from schemas.report import Report

__version__ = "0.1.0"
__all__ = [
    "BriefError",
    "BudgetReached",
    "CanaryAccepted",
    "ConfigError",
    "LoadedRun",
    "NoAnswer",
    "NoEvidence",
    "Report",
    "UsageError",
    "__version__",
    "load_run",
    "replay",
    "run",
]

_HOMES = {"LoadedRun": "brief.runs.loaded", "Report": "schemas.report"} | dict.fromkeys(
    ("load_run", "replay", "run"), "brief.interface"
)
"""Name -> its module, imported when the name is first used; all other names are errors."""


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "brief.errors")), name)


def __dir__() -> list[str]:
    return __all__
