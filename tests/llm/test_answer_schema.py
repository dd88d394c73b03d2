import pytest

from brief.llm.answer_schema import narrowed
from schemas.classification import ClassificationAnswer, ClassificationQuestion, EventBrief, SectionBrief
from schemas.section import Column
from schemas.table import EventEvidence, PassageBrief, Remark, TableAnswer, TableQuestion

SECTION = SectionBrief(id="ai", title="AI", description="models")
TABLE = TableQuestion(
    section=SECTION,
    columns=(Column(id="event", title="核心事件", max_chars=60),),
    language="zh",
    events=tuple(
        EventEvidence(
            event_id=f"e{n}",
            published="2026-01-07",
            passages=(PassageBrief(id=f"d{n}#1", headline=True, text="某厂投产"),),
            terms=(),
        )
        for n in (1, 2)
    ),
)


def test_a_row_can_only_be_of_an_event_that_was_asked_about() -> None:
    rows = narrowed(TABLE, TableAnswer)["$defs"]["RowAnswer"]["properties"]
    assert rows["event_id"]["enum"] == ["e1", "e2"]
    assert rows["cells"]["maxItems"] == 1


def test_only_passages_that_were_shown_can_be_cited() -> None:
    definitions = narrowed(TABLE, TableAnswer)["$defs"]
    for name in ("CellAnswer", "StatementAnswer"):
        assert definitions[name]["properties"]["passages"]["items"]["enum"] == ["d1#1", "d2#1"]


def test_a_table_has_no_more_rows_than_events() -> None:
    assert narrowed(TABLE, TableAnswer)["properties"]["rows"]["maxItems"] == 2


@pytest.mark.parametrize(("claim_id", "events"), [("ai.e2.insight", ["e2"]), ("ai.e1", ["e1"]), ("ai.thesis", [])])
def test_in_a_revision_only_named_rows_can_be_written(claim_id: str, events: list[str]) -> None:
    remark = Remark(claim_id=claim_id, kind="unsupported", message="")
    schema = narrowed(TABLE.model_copy(update={"remarks": (remark,)}), TableAnswer)
    rows = schema["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"]) == (len(events), len(events))
    assert schema["$defs"]["RowAnswer"]["properties"]["event_id"].get("enum", []) == events


def test_an_event_can_only_be_placed_in_a_section_that_exists_or_none() -> None:
    event = EventBrief(event_id="e1", title="某厂投产", lead="", candidates=("ai",))
    question = ClassificationQuestion(sections=(SECTION,), events=(event,))
    label = narrowed(question, ClassificationAnswer)["$defs"]["Label"]["properties"]
    assert label["section_id"]["enum"] == ["ai", "none"]


def test_the_schema_of_the_type_itself_is_left_as_it_is() -> None:
    narrowed(TABLE, TableAnswer)
    assert "enum" not in TableAnswer.model_json_schema()["$defs"]["RowAnswer"]["properties"]["event_id"]
