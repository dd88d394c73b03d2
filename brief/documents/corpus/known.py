"""The documents of some pages, in memory: as they are stored, and what is new of them until they are written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from brief.documents.corpus.admission import Admitted
from brief.documents.corpus.database import Database, instant, marks, some_at_once, stamp
from brief.documents.sources.published import Published

Values = tuple[str | int | None, ...]
"""Of a row, as they are stored."""


class Text(NamedTuple):
    """What a copy says, and who says it in which language."""

    title: str
    source: str
    lang: str
    summary: str | None
    body: str | None

    @property
    def fullness(self) -> int:
        return 2 if self.body else 1 if self.summary else 0


class Copy(NamedTuple):
    """One telling of it."""

    title: str
    published: str
    """As the source wrote it."""
    source: str


class Named(NamedTuple):
    """How a source named it."""

    anchor: str
    source: str
    guid: str


@dataclass(slots=True)
class Known:
    number: int
    text: Text
    published: Published
    first: Admitted | None = None
    """What it was made of, if it is not stored yet."""
    indexed: bool = False
    copies: set[Copy] = field(default_factory=set)
    names: set[Named] = field(default_factory=set)
    changed: bool = False
    """Whether what is stored of it is not what it says any more."""
    new_copies: list[Values] = field(default_factory=list)
    new_names: list[Values] = field(default_factory=list)

    @property
    def is_whole_page(self) -> bool:
        """Whether some copy of it was linked without an anchor; so were those of the first version."""
        return not self.names or any(not name.anchor for name in self.names)

    def add_copy(self, new: Admitted) -> None:
        copy = Copy(new.title, new.published_text, new.source)
        self.copies.add(copy)
        self.new_copies.append((self.number, *copy, stamp(new.published.at)))

    def add_names(self, names: Iterable[Named]) -> None:
        for name in names:
            if name not in self.names:
                self.names.add(name)
                self.new_names.append((self.number, *name))


Pages = defaultdict[str, list[Known]]
"""By page, its documents in the order in which they were added."""
_STORED = ", ".join(("number", "page", "published_at", "date_only", "date_problem", "indexed", *Text._fields))


def stored(database: Database, pages: Iterable[str]) -> Pages:
    """What the corpus holds of these pages."""
    found, by_number = Pages(list), dict[int, Known]()
    for some in some_at_once(pages):
        query = f"SELECT {_STORED} FROM documents WHERE page IN ({marks(some)}) ORDER BY number"  # noqa: S608
        for number, page, at, date_only, problem, indexed, *text in database.execute(query, some):
            published = Published(instant(at), bool(date_only), problem)
            by_number[number] = Known(number, Text(*text), published, indexed=bool(indexed))
            found[page].append(by_number[number])
    for numbers in some_at_once(by_number):
        among = f"WHERE number IN ({marks(numbers)})"
        for number, *copy in database.execute(f"SELECT number, title, published, source FROM copies {among}", numbers):  # noqa: S608
            by_number[number].copies.add(Copy(*copy))
        for number, *name in database.execute(f"SELECT number, anchor, source, guid FROM entries {among}", numbers):  # noqa: S608
            by_number[number].names.add(Named(*name))
    return found
