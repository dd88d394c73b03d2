"""What was chosen, split into themes."""

from builders import AI, classification, evidence, section_evidence
from hypothesis import given
from hypothesis import strategies as st

from agents.section_classifier.themes import MOST_THEMES, themed
from schemas.classification import Classification, Evidence, SectionEvidence, Theme
from schemas.section import Column

ROWS = (
    evidence("e1", "储能电站投产", terms=("储能",)),
    evidence("e2", "OpenAI发布新模型", terms=("OpenAI", "模型")),
    evidence("e3", "某市支持储能", terms=("储能", "补贴")),
    evidence("e4", "港口开航", "那里也有储能", terms=("储能",)),
    evidence("e5", "OpenAI融资", terms=("OpenAI",)),
)


def split(rows: tuple[Evidence, ...] = ROWS, *found: Theme) -> list[SectionEvidence]:
    section = AI.model_copy(update={"themes": True, "title": "更多"})
    return list(themed(_of(section_evidence(section, *rows)), found).sections)


def _of(whole: SectionEvidence) -> Classification:
    return classification(whole)


def told(themes: list[SectionEvidence]) -> list[tuple[str, str, list[str]]]:
    return [(one.section.id, one.section.heading, [row.event.id for row in one.evidence]) for one in themes]


def test_events_whose_headlines_share_a_word_are_a_theme_of_that_name_and_the_rest_stands_last() -> None:
    assert told(split()) == [
        ("ai1", "储能", ["e1", "e3"]),
        ("ai2", "OpenAI", ["e2", "e5"]),
        ("ai0", "更多", ["e4"]),
    ]


def test_the_desks_themes_are_kept_in_its_order_and_their_titles_are_not_printed() -> None:
    desk = (Theme(title="模型降价", event_ids=("e5", "e2")), Theme(title="扩建", event_ids=("e1",)))
    assert told(split(ROWS, *desk)) == [("ai1", "", ["e2", "e5"]), ("ai2", "", ["e1"]), ("ai0", "更多", ["e3", "e4"])]


def test_a_section_without_themes_stays_whole() -> None:
    whole = _of(section_evidence(AI, *ROWS))
    assert themed(whole, ()).sections == whole.sections


def test_what_is_asked_of_a_section_is_asked_of_its_themes() -> None:
    first = split()[0].section
    asked = AI.model_copy(update={"description": "another", "themes": True})
    other = first.asked_as(asked)
    assert (other.id, other.heading, other.theme_of, other.description) == ("ai1", "储能", "ai", "another")
    assert asked.asked_as(AI) == AI


def test_what_a_list_asks_of_a_column_is_asked_of_the_rest_alone() -> None:
    lead = Column(id="lead", title="", max_chars=90, asks="一两句", asks_in_list="一个分句")
    section = AI.model_copy(
        update={"themes": True, "title": "更多", "rest_as_list": True, "columns": (*AI.columns[:1], lead)}
    )
    parts = themed(classification(section_evidence(section, *ROWS)), ()).sections
    assert [one.section.columns[-1].asks for one in parts] == ["一两句", "一两句", "一个分句"]


@given(st.lists(st.sets(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), max_size=3), min_size=1, max_size=20))
def test_every_event_is_in_one_theme(words: list[set[str]]) -> None:
    rows = tuple(
        evidence(f"e{number}", f"第{number}号{''.join(sorted(one))}", terms=tuple(sorted(one)))
        for number, one in enumerate(words, start=1)
    )
    themes = split(rows)
    assert sorted(row.event.id for one in themes for row in one.evidence) == sorted(row.event.id for row in rows)
    assert len(themes) <= MOST_THEMES
    numbered = [f"ai{number}" for number in range(1, len(themes) + 1)]
    assert [one.section.id for one in themes] in (numbered, [*numbered[:-1], "ai0"])


def test_what_is_in_no_theme_may_have_a_line_of_its_first_two_columns() -> None:
    section = AI.model_copy(update={"themes": True, "rest_as_list": True, "columns": COLUMNS})
    themes = themed(_of(section_evidence(section, *ROWS)), ()).sections
    assert [len(one.section.columns) for one in themes] == [2, 2, 2]
    assert themes[-1].section.asked_as(section).columns == COLUMNS


KINDS = {"融资": "融资 raises", "新模型": "发布 模型"}
TOLD = "本轮由甲基金领投，总额5亿元，估值达到30亿美元。"


def of_kinds(*rows: Evidence) -> list[tuple[str, str, list[str]]]:
    section = AI.model_copy(update={"themes": True, "title": "更多", "kinds": KINDS})
    return told(list(themed(_of(section_evidence(section, *rows)), ()).sections))


def test_where_kinds_of_happenings_are_told_apart_a_theme_is_what_happened_and_not_to_whom() -> None:
    rows = (
        evidence("e1", "OpenAI发布新模型", "新模型的上下文为100万词元，价格为每百万词元2.4元。", terms=("OpenAI",)),
        evidence("e2", "OpenAI融资5亿元，将发布模型", TOLD, terms=("OpenAI",)),
        evidence(
            "e3", "Oskelo raises $140m", "The round values the firm at $1.1 billion and closes in June.", terms=()
        ),
        evidence("e4", "甲公司融资", terms=()),
        evidence("e5", "某港口开航", TOLD, terms=()),
    )
    assert of_kinds(*rows) == [("ai1", "新模型", ["e1"]), ("ai2", "融资", ["e2", "e3"]), ("ai0", "更多", ["e4", "e5"])]


def test_a_desk_that_names_themes_is_asked_before_the_kinds() -> None:
    section = AI.model_copy(update={"themes": True, "title": "更多", "kinds": KINDS})
    rows = section_evidence(section, evidence("e1", "OpenAI发布新模型", TOLD), evidence("e2", "甲公司融资", TOLD))
    split = themed(_of(rows), (Theme(title="动向", event_ids=("e2",)),)).sections
    assert told(list(split)) == [("ai1", "", ["e2"]), ("ai0", "更多", ["e1"])]


COLUMNS = (Column(id="event", title="事件", max_chars=60), Column(id="insight", title="洞察", max_chars=60))
