"""What a critic is told of a claim beside its passages: what it points back to, what a value is of, what is counted."""

from builders import asking, cite, claim_values, classification, draft, evidence, section_evidence, table
from scripted import Scripted

from agents.critic import critique
from schemas.claim import Claim
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion, VerdictAnswer
from schemas.section import Block, Choice, Column, Counts, Section
from schemas.table import Cell, Entry, Row

STAGES = (Choice(title="中标", words=("中标",)), Choice(title="流标", words=("流标", "终止")))
COLUMNS = (
    Column(id="event", title="项目", max_chars=60),
    Column(id="amount", title="金额", max_chars=20, kind="money"),
    Column(id="stage", title="阶段", max_chars=8, kind="choice", choices=STAGES),
    Column(id="insight", title="看点", max_chars=60),
)
TOTAL = Block(
    id="totals", title="", holds="stated", most=1, max_chars=9, asks="", counts=Counts(by="stage", sums="amount")
)
PROSE = Block(id="prose", title="", holds="stated", most=4, max_chars=60, asks="", paragraphs=True)
PUBLIC = Section(id="public", title="政企", description="d", columns=COLUMNS, blocks=(TOTAL, PROSE))
OTHERS = PUBLIC.model_copy(update={"id": "others", "columns": (COLUMNS[0], Column(id="stage", title="", max_chars=30))})
TITLES = ("澹湖市算力设备采购中标，金额4亿元", "南璞大学计算集群采购中标，金额8000万元")


def told(insight: str = "两家都要自建机房", sentence: str = "后者另有二期") -> dict[str, ClaimBrief]:
    """What is asked of the two rows, a total of them, and a paragraph of two sentences."""
    rows = []
    for number, (title, amount) in enumerate(zip(TITLES, ("4亿元", "8000万元"), strict=True), start=1):
        texts = {"event": title, "amount": amount, "stage": "中标", "insight": insight}
        ground, name = cite(f"d{number}", title), f"public.e{number}"
        cells = (Cell(column=one, **claim_values(f"{name}.{one}", text, ground)) for one, text in texts.items())
        rows.append(Row(id=name, event_id=f"e{number}", cells=tuple(cells)))
    both = tuple(cite(f"d{number}", title) for number, title in enumerate(TITLES, start=1))
    effect = Claim(**claim_values("public.effect1", "两项中标合计4.8亿元", *both, kind="inferred"))
    said = ("澹湖市与南璞大学各买一批设备", sentence)
    entries = (
        Entry(block="prose", **claim_values(f"public.prose{number}", text, *both))
        for number, text in enumerate(said, 1)
    )
    given = draft(table("public", *rows, effects=(effect,), entries=tuple(entries)))
    shown = section_evidence(PUBLIC, evidence("e1", TITLES[0]), evidence("e2", TITLES[1]))
    asked: list[ClaimBrief] = []

    def stands(question: CritiqueQuestion) -> CritiqueAnswer:
        asked.extend(question.claims)
        words = (one.claim_id for one in question.claims)
        return CritiqueAnswer(
            verdicts=tuple(VerdictAnswer(claim_id=one, rests_on="中标", verdict="stands", fix="") for one in words)
        )

    known = classification(shown, section_evidence(OTHERS))
    critique(given, known, asking(Scripted({"critic": [stands] * 3})))
    return {one.claim_id: one for one in asked}


def test_a_value_goes_with_its_column_and_what_may_stand_there() -> None:
    stage, event = told()["public.e1.stage"], told()["public.e1.event"]
    assert (stage.column, stage.choices) == ("阶段", ("中标", "流标"))
    assert (event.column, event.choices) == ("", ())


def test_a_total_goes_with_what_code_counted() -> None:
    found = told()
    assert found["public.effect1"].counted == ("中标 2 · 4.8亿 = 480 million CNY",)
    assert [name for name, one in found.items() if one.counted] == ["public.effect1"]


def test_a_text_that_points_back_goes_with_what_stands_before_it() -> None:
    found = told()
    assert found["public.e2.insight"].before == TITLES[1]
    assert found["public.prose2"].before == "澹湖市与南璞大学各买一批设备"
    assert [name for name, one in found.items() if one.before] == [
        "public.e1.insight",
        "public.e2.insight",
        "public.prose2",
    ]


def test_a_text_that_names_its_subject_goes_alone() -> None:
    assert not any(one.before for one in told("澹湖市要自建机房", "南璞大学另有二期").values())
