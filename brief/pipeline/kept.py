"""What retrieval made of a period, kept beside the corpus: a second run of the same week does not cluster it again."""

import gzip
import hashlib
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import agents.retriever
import facts
import schemas
from agents.retriever import Sifted, sift
from brief.errors import BriefError
from brief.runs.files import read_value
from brief.runs.store import write_atomically
from brief.settings.corpus_place import CorpusPlace
from facts.text.segmenter import SEGMENTER
from schemas.absence import Absences
from schemas.base import Schema
from schemas.retrieval import Document, Request, Retrieval

RETRIEVALS = "retrievals"
"""Beside the corpus. Without it all is made anew."""
_MOST = 20
"""Of some megabytes each."""


class _Kept(Schema):
    retrieval: Retrieval
    absences: Absences


def sift_once(
    corpus: CorpusPlace, request: Request, documents: Sequence[Document], vectors: Mapping[str, Any]
) -> Sifted:
    """As `sift`; what it once made of the same is taken from beside the corpus, or left there.

    What cannot be read there is made anew, what cannot be written is not kept.
    """
    path = corpus.beside(RETRIEVALS) / f"{_key(request, documents, vectors)}.gz"
    with suppress(BriefError):
        known = read_value(path, _Kept)
        with suppress(OSError):
            path.touch()  # the longest unused go first
        return Sifted(known.retrieval.model_copy(update={"request": request}), known.absences)
    made = sift(request, documents, vectors)
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        kept = _Kept(retrieval=made.retrieval, absences=made.absences)
        write_atomically(path, gzip.compress(kept.model_dump_json().encode(), compresslevel=6, mtime=0))
        for old in sorted(path.parent.glob("*.gz"), key=lambda one: one.stat().st_mtime)[:-_MOST]:
            old.unlink()
    return made


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
