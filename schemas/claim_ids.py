"""How claims are called: `section.event` is a row, and `section.event.column` a cell of it; below a table stand
`section.thesis`, `section.effect1`; in the synthesis `keyword1`, `signal.section-section`, `risk1`.
"""


def row_name(section_id: str, event_id: str) -> str:
    return f"{section_id}.{event_id}"


def cell_name(row_id: str, column: str) -> str:
    return f"{row_id}.{column}"


def thesis_name(section_id: str) -> str:
    return f"{section_id}.thesis"


def effects_name(section_id: str) -> str:
    """What the ids of a section's effects begin with, before their numbers."""
    return f"{section_id}.effect"


def signal_name(first: str, second: str) -> str:
    """Of a signal between two sections, in the order of the report."""
    return f"signal.{first}-{second}"


def owner_of(claim_id: str) -> str:
    """The row of a cell, the section of a row, a thesis or an effect; of a part of the synthesis "signal" or ""."""
    return claim_id.rpartition(".")[0]


def last_part(claim_id: str) -> str:
    """The column of a cell, the event of a row."""
    return claim_id.rpartition(".")[2]


def section_of(claim_id: str) -> str:
    """The section of a row or of a claim in or below a table; of all else a word that is no section."""
    return claim_id.partition(".")[0]
