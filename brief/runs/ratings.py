"""ratings.jsonl of a run: what people think of its lines. Only added to; no replay, diff or hash reads it."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from brief.runs.files import append_line, cut_off_half_line, read_lines
from brief.runs.loaded import must_have_report
from brief.runs.locks import locked
from brief.runs.store import StoredRun, writing
from schemas.rating import Mark, Preference, Rating

FILE = "ratings.jsonl"
_LINE: TypeAdapter[Rating | Preference] = TypeAdapter(Rating | Preference)


@dataclass(frozen=True)
class Ratings:
    """What stands: of one person about one text the last word, and about each pair of texts."""

    marks: tuple[Rating, ...]
    preferences: tuple[Preference, ...]

    def before(self, new: Rating) -> Rating | None:
        """What the new one takes the place of."""
        return next((one for one in self.marks if _key(one) == _key(new)), None)


def rate(run: StoredRun, line: Rating | Preference) -> None:
    """Adds the line, which takes the place of what its author said of the same before; who comes second waits.

    Raises UsageError for a run without a report, BriefError where it cannot be written.
    """
    must_have_report(run)
    path = run.path / FILE
    with writing(path, "Mend that, then rate it again."), locked(path):
        cut_off_half_line(path)
        append_line(path, line.model_dump_json())


def rated_anew(run: StoredRun, new: Rating, mark: Mark | None, comment: str | None) -> Rating:
    """Notes `new` with that mark and comment; what of them is None stays as its author said it before. Raises as `rate`
    does.
    """
    before = ratings_of(run).before(new) or new
    said = before.comment if comment is None else " ".join(comment.split())
    rating = new.model_copy(update={"mark": mark or before.mark, "comment": said})
    rate(run, rating)
    return rating


def ratings_of(run: StoredRun) -> Ratings:
    """Raises BriefError for a damaged file."""
    standing = {_key(line): line for line in read_lines(run.path / FILE, _LINE)}
    marks = (one for one in standing.values() if isinstance(one, Rating))
    return Ratings(
        tuple(one for one in marks if one.mark != "none" or one.comment),
        tuple(one for one in standing.values() if isinstance(one, Preference)),
    )


def _key(line: Rating | Preference) -> tuple[str, ...]:
    return line.claim_id, line.format, line.language, line.by, line.other if isinstance(line, Preference) else ""
