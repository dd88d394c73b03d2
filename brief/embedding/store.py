"""Vectors by the hash of their text, in one SQLite file: no text is embedded twice by one model."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

VECTORS = "vectors.sqlite"
"""Beside the corpus. Without it all texts are embedded anew."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID"
)
_AT_ONCE = 500


class VectorStore:
    """Half-precision vectors of any number of models. Raises sqlite3.Error where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database, database:
            database.execute(_TABLE)

    def known(self, model: str, texts: Iterable[str]) -> dict[str, Any]:
        """By text, the vectors that are kept: float32 arrays."""
        import numpy as np

        wanted = {_key(text): text for text in texts}
        keys, found = list(wanted), {}
        with closing(self._open()) as database:
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"  # noqa: S608  marks alone
                for key, vector in database.execute(query, (model, *some)):
                    found[wanted[key]] = np.frombuffer(vector, np.float16).astype(np.float32)
        return found

    def keep(self, model: str, vectors: Mapping[str, Any]) -> None:
        """Vectors by text."""
        import numpy as np

        rows = [(model, _key(text), np.asarray(one, np.float16).tobytes()) for text, one in vectors.items()]
        with closing(self._open()) as database, database:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
