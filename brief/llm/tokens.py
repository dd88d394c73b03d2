"""How many tokens a text costs: counted if the vocabulary is on this machine, else estimated.

Nothing is ever downloaded: tiktoken fetches a missing or damaged vocabulary without a timeout, so the file is looked
for, and its checksum compared, before tiktoken is called.
"""

import hashlib
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from facts.text.tokens import estimate

if TYPE_CHECKING:
    from tiktoken import Encoding

VOCABULARY = "o200k_base"
_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
"""tiktoken's name for the vocabulary in its cache: the SHA-1 of the address it comes from."""
_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_FAMILIES: Mapping[str, float] = {"claude": 1.5}
"""Model family -> its tokens per token of o200k_base, on Chinese news; a family is the beginning of a model's name.

Measured on a single sample of 151 Chinese characters; on English the families are within a tenth of each other.
"""


@dataclass(frozen=True)
class TokenCounter:
    name: str
    """The counter: `o200k_base` or `estimate`, with the factor if it is not 1."""
    factor: float = 1.0
    exact: bool = False
    """Whether the vocabulary was used, not an estimate."""

    def count(self, text: str) -> int:
        """Tokens of `text`, rounded up. Special tokens are counted as plain text."""
        tokens = len(_encoding().encode_ordinary(text)) if self.exact else estimate(text)
        return math.ceil(tokens * self.factor)


def token_counter(model: str = "", factors: Mapping[str, float] = _FAMILIES) -> TokenCounter:
    """The best counter on this machine for `model`, a name without its endpoint.

    The longest beginning of the model's name in `factors` decides; 1 if none fits.
    """
    starts = [start for start in factors if model.lower().startswith(start.lower())]
    factor = factors[max(starts, key=len)] if starts else 1.0
    exact = vocabulary_directory() is not None
    name = VOCABULARY if exact else "estimate"
    return TokenCounter(name if factor == 1 else f"{name} x {factor:g}", factor, exact)


def vocabulary_directory() -> Path | None:
    """Folder where tiktoken finds the vocabulary without the network; None if it would not."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder == "":
        return None  # tiktoken takes this as "no cache"
    directory = Path(folder) if folder else Path(tempfile.gettempdir(), "data-gym-cache")
    return directory if _is_whole(directory / _FILE) else None


@lru_cache(maxsize=1)
def _encoding() -> "Encoding":
    import tiktoken

    return tiktoken.get_encoding(VOCABULARY)


@lru_cache(maxsize=8)
def _is_whole(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == _SHA256
    except OSError:
        return False
