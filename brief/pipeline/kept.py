"""What retrieval made of a period, kept beside the corpus or in the team's database: a second run of the same week does
not cluster it again.
"""

import gzip
import hashlib
import shutil
import sys
import zlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

import agents.retriever
import facts
import schemas
from agents.retriever import Sifted, sift
from brief.postgres.database import database_at
from brief.runs.store import write_atomically
from brief.settings.corpus_place import CorpusPlace
from brief.settings.team import team_of
from facts.text.segmenter import SEGMENTER
from schemas.retrieval import Document, Request

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

RETRIEVALS = "retrievals"
"""Beside the corpus. Without it all is made anew."""
_MOST = 20
"""Of some megabytes each."""
_READ = "UPDATE brief_retrievals SET used_at = clock_timestamp() WHERE key = %s RETURNING content"
_WRITE = "INSERT INTO brief_retrievals (key, content) VALUES (%s, %s) ON CONFLICT (key) DO NOTHING"
_DROP_OLD = """
DELETE FROM brief_retrievals WHERE key IN (SELECT key FROM brief_retrievals ORDER BY used_at DESC OFFSET %s)"""


_SIFTED = TypeAdapter(Sifted)


class InFiles:
    """Beside a corpus. What cannot be read there is made anew, what cannot be written is not kept."""

    def __init__(self, corpus: CorpusPlace) -> None:
        self._folder = corpus.beside(RETRIEVALS)

    def read(self, key: str) -> bytes | None:
        with suppress(OSError):
            packed = self._at(key).read_bytes()
            with suppress(OSError):
                self._at(key).touch()  # the longest unused go first
            return packed
        return None

    def write(self, key: str, packed: bytes) -> None:
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            write_atomically(self._at(key), packed)
            for old in sorted(self._folder.glob("*.gz"), key=lambda one: one.stat().st_mtime)[:-_MOST]:
                old.unlink()

    def making(self, key: str) -> AbstractContextManager[None]:
        """Around what makes one: who needs the same at once may wait for it."""
        return nullcontext()

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _at(self, key: str) -> Path:
        return self._folder / f"{key}.gz"


class InDatabase:
    """Of a team: two machines that need the same at once make it once."""

    def __init__(self, url: str) -> None:
        self._database = database_at(url)

    def read(self, key: str) -> bytes | None:
        row = self._database.do(lambda one: one.execute(_READ, (key,)).fetchone())
        return bytes(row[0]) if row else None

    def write(self, key: str, packed: bytes) -> None:
        def written(connection: "Connection") -> None:
            connection.execute(_WRITE, (key, packed))
            connection.execute(_DROP_OLD, (_MOST,))

        self._database.do(written)

    def making(self, key: str) -> AbstractContextManager[None]:
        return self._database.alone(f"sift:{key}")

    def clear(self) -> None:
        self._database.do(lambda one: one.execute("DELETE FROM brief_retrievals"))


Keeping = InFiles | InDatabase
"""Where packed retrievals are kept, by key: the twenty that were used last."""


def keeping(corpus: CorpusPlace, runs_dir: Path) -> Keeping:
    """Where the team of these runs keeps them, else beside the corpus."""
    url = team_of(runs_dir).database
    return InDatabase(url) if url else InFiles(corpus)


def sift_once(kept: Keeping, request: Request, documents: Sequence[Document], vectors: Mapping[str, Any]) -> Sifted:
    """As `sift`; what it once made of the same is taken from what is kept, or left there."""
    key = _key(request, documents, vectors)
    if known := _unpacked(kept.read(key), request):
        return known
    with kept.making(key):
        if known := _unpacked(kept.read(key), request):
            return known
        made = sift(request, documents, vectors)
        kept.write(key, gzip.compress(_SIFTED.dump_json(made), compresslevel=6, mtime=0))
    return made


def _unpacked(packed: bytes | None, request: Request) -> Sifted | None:
    """None where there is none, or it is damaged."""
    with suppress(ValueError, OSError, EOFError, zlib.error):
        known = _SIFTED.validate_json(gzip.decompress(packed or b""))
        return replace(known, retrieval=known.retrieval.model_copy(update={"request": request}))
    return None


def _key(request: Request, documents: Sequence[Document], vectors: Mapping[str, Any]) -> str:
    """Of all that decides what is made. The instant of the run does so only where a document came after it, and for
    what embargoes still hold.
    """
    latest = max((one.published_at for one in documents if one.published_at), default=request.as_of)
    asked = request.model_copy(update={"as_of": min(latest, request.as_of)})
    digest = hashlib.sha256(f"{_makers()} {request.orders.withheld(request.as_of)}".encode())
    for one in (asked, *documents):
        digest.update(one.model_dump_json().encode() + b"\n")
    for document_id, vector in sorted(vectors.items()):
        digest.update(f"{document_id} ".encode() + vector.tobytes())
    return digest.hexdigest()


@cache
def _makers() -> str:
    """The code that computes, and what it is run by."""
    digest = hashlib.sha256()
    for package in (agents.retriever, facts, schemas):
        folder = Path(str(package.__file__)).parent
        for path in sorted(one for one in folder.rglob("*") if one.suffix in {".py", ".toml"}):
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return f"{digest.hexdigest()} {SEGMENTER} {version(SEGMENTER)} pydantic {version('pydantic')} {sys.version}"
