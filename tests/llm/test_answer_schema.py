from brief.llm.batches import narrowed
from schemas.classification import ClassificationAnswer, ClassificationQuestion, SectionBrief, SectionSeats, StoryBrief
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion
from schemas.revision import RevisionAnswer, RevisionQuestion, TextToMend
from schemas.section import Column
from schemas.table import EventEvidence, PassageBrief, TableAnswer, TableQuestion

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


def test_a_table_has_a_row_for_each_event_and_no_fewer() -> None:
    assert narrowed(TABLE, TableAnswer)["properties"]["rows"]["minItems"] == 2


def test_in_a_revision_only_named_texts_can_be_mended_each_once() -> None:
    texts = tuple(
        TextToMend(claim_id=one, role="effect", text="旧", remark="错", max_chars=60, passages=("d1#1",))
        for one in ("ai.effect1", "ai.effect2")
    )
    passage = PassageBrief(id="d1#1", headline=True, text="某厂投产")
    schema = narrowed(RevisionQuestion(passages=(passage,), texts=texts, language="zh"), RevisionAnswer)
    (mended,) = schema["$defs"].values()
    assert (schema["properties"]["texts"]["minItems"], schema["properties"]["texts"]["maxItems"]) == (2, 2)
    assert mended["properties"]["claim_id"]["enum"] == ["ai.effect1", "ai.effect2"]
    assert mended["properties"]["passages"]["items"]["enum"] == ["d1#1"]


def test_a_critic_gives_one_verdict_for_each_claim_and_for_no_other() -> None:
    claims = tuple(ClaimBrief(claim_id=one, role="event", text="某厂投产", passages=()) for one in ("a", "b", "c"))
    schema = narrowed(CritiqueQuestion(passages=(), claims=claims, language="zh"), CritiqueAnswer)
    verdicts = schema["properties"]["verdicts"]
    assert (verdicts["minItems"], verdicts["maxItems"]) == (3, 3)
    assert schema["$defs"]["VerdictAnswer"]["properties"]["claim_id"]["enum"] == ["a", "b", "c"]
    assert schema["$defs"]["VerdictAnswer"]["properties"]["verdict"]["enum"] == [
        "stands",
        "unsupported",
        "weak",
        "empty",
    ]


def test_a_story_can_only_be_printed_in_a_section_that_exists_and_there_are_no_more_picks_than_seats() -> None:
    story = StoryBrief(event_id="e1", title="某厂投产", day="01-07")
    question = ClassificationQuestion(sections=(SectionSeats(**SECTION.model_dump(), seats=8),), stories=(story,))
    schema = narrowed(question, ClassificationAnswer)
    assert schema["$defs"]["Pick"]["properties"]["section_id"]["enum"] == ["ai"]
    assert schema["properties"]["picks"]["maxItems"] == 8


def test_the_schema_of_the_type_itself_is_left_as_it_is() -> None:
    narrowed(TABLE, TableAnswer)
    assert "enum" not in TableAnswer.model_json_schema()["$defs"]["RowAnswer"]["properties"]["event_id"]
