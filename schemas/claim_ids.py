"""Ids of claims: `section.event` is a row, `section.event.column` a cell of it; texts outside the rows of a table are
`section.thesis`, `section.effect1`; texts of the synthesis are `keyword1`, `signal.section-section`, `risk1`.
"""


def row_name(section_id: str, event_id: str) -> str:
    return f"{section_id}.{event_id}"


def cell_name(row_id: str, column: str) -> str:
    return f"{row_id}.{column}"


def thesis_name(section_id: str) -> str:
    return f"{section_id}.thesis"


def effects_name(section_id: str) -> str:
    """The prefix of the ids of a section's effects; a number follows it."""
    return f"{section_id}.effect"


def signal_name(first: str, second: str) -> str:
    """The id of a signal between two sections; `first` comes before `second` in the report."""
    return f"signal.{first}-{second}"


def owner_of(claim_id: str) -> str:
    """The row id of a cell; the section id of a row, thesis or effect; "signal" or "" for a part of the synthesis."""
    return claim_id.rpartition(".")[0]


def last_part(claim_id: str) -> str:
    """The column id of a cell; the event id of a row."""
    return claim_id.rpartition(".")[2]


def without_number(claim_id: str) -> str:
    """What ids of texts of one kind begin with: `section.effect` of `section.effect2`, `risk` of `risk1`."""
    return claim_id.rstrip("0123456789")


def stands_alone(claim_id: str) -> bool:
    """It is an effect, a keyword, a signal or a risk: what stands around it is whole without it."""
    named = without_number(claim_id)
    return named in ("keyword", "risk", effects_name(section_of(claim_id))) or owner_of(claim_id) == "signal"


def section_of(claim_id: str) -> str:
    """The section id of a row, or of a claim of a table; for a part of the synthesis, a word that is no section id."""
    return claim_id.partition(".")[0]
