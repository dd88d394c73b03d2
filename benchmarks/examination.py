"""The examination of critics as a benchmark: who tells true texts from false ones, and so may be heard.

    python benchmarks/examination.py --checks                       what code alone says: proof or suspicion
    python benchmarks/examination.py --model PROVIDER:NAME          a model, through the critic's prompt in force
    python benchmarks/examination.py --simulate [--seeds 200]       critics that only guess; how often they are heard
    … --add "name of the row" adds the result to claims/results.jsonl and to the table in claims/README.md

The 120 texts are those that runs examine by (brief/llm/examination.jsonl). A model needs its key, as in a run; the
nearest config.toml counts.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.claims import Shelf, found_with
from brief.errors import NoAnswer
from brief.llm.critic_chain import CriticChain
from brief.llm.examination import ExamText, Marks, batches, exam_texts, version
from brief.llm.ledger import Ledger
from brief.pipeline.answerers import answerers_for
from brief.pipeline.plan import RunOptions, plan_run
from brief.settings.project import find_project
from checks.catalogue import PROVEN, SUSPECTED
from schemas.critique import CritiqueAnswer, Verdict, VerdictAnswer
from schemas.run import Trust

FOLDER = Path(__file__).with_name("claims")
RESULTS = FOLDER / "results.jsonl"
README = FOLDER / "README.md"
_BEGIN, _END = "<!-- results -->", "<!-- end of results -->"
Judge = Callable[[ExamText], Verdict]


def marks_of(judge: Judge, name: str) -> Trust:
    """The marks of a judge that reads one text at a time, and all of them."""
    marks = Marks(exam_texts())
    for batch in batches(exam_texts()):
        verdicts = tuple(VerdictAnswer(claim_id=text.id, rests_on="", verdict=judge(text), fix="") for text in batch)
        marks.add(batch, CritiqueAnswer(verdicts=verdicts))
    return marks.trust(name)


# -- code --------------------------------------------------------------------------------------------------------------


def by_checks(text: ExamText) -> Verdict:
    """unsupported where code proves or suspects a fault."""
    found = found_with(_as_label(text), Shelf.empty())
    return "unsupported" if (PROVEN | SUSPECTED).intersection(found) else "stands"


def _as_label(text: ExamText) -> dict[str, Any]:
    """In the form of labels/claims.jsonl."""
    term, _, meaning = text.text.partition("：" if "：" in text.text else ": ")
    documents: dict[str, str] = {}
    cites = [
        {
            "url": f"https://{documents.setdefault(passage.title, f'd{len(documents) + 1}')}.example/{text.id}",
            "title": passage.title,
            "published": passage.published,
            "source": "",
            "lang": None,
            "passage_id": f"{documents[passage.title]}#{number}",
            "passage": passage.text,
        }
        for number, passage in enumerate(text.passages, start=1)
    ]
    is_keyword = text.role == "keyword"
    return {
        "id": text.id,
        "role": text.role,
        "term": term if is_keyword else None,
        "text": meaning if is_keyword else text.text,
        "cites": cites,
    }


# -- guesses -----------------------------------------------------------------------------------------------------------


def simulated(seed: int) -> Mapping[str, Judge]:
    """Critics that do not read."""
    chance = random.Random(seed)

    def right_in_70_percent(text: ExamText) -> Verdict:
        return "stands" if text.stands == (chance.random() < 0.7) else "unsupported"

    return {
        "all stand": lambda _: "stands",
        "all unsupported": lambda _: "unsupported",
        "stands where verbatim": lambda text: "stands" if _is_verbatim(text) else "unsupported",
        "right in 70 %": right_in_70_percent,
    }


def _is_verbatim(text: ExamText) -> bool:
    return any(text.text.rstrip("。.") in passage.text for passage in text.passages)


def simulate(seeds: int) -> dict[str, dict[str, float]]:
    """Name -> shares of the seeds at which it would be heard, and half heard."""
    found: dict[str, list[str]] = {}
    for seed in range(seeds):
        for name, judge in simulated(seed).items():
            found.setdefault(name, []).append(marks_of(judge, name).heard)
    return {
        name: {heard: given.count(heard) / len(given) for heard in ("yes", "half")} for name, given in found.items()
    }


# -- models ------------------------------------------------------------------------------------------------------------


def by_model(model: str, note: Callable[[str], None]) -> Trust:
    """Raises NoAnswer where the model cannot be reached."""
    project = find_project(Path.cwd())
    plan = plan_run(RunOptions(period="daily", model=model), project, datetime.now(UTC))
    ledger = Ledger(lambda _: None, note=note)
    critic = answerers_for(plan, ledger, note).critic
    if not isinstance(critic, CriticChain):
        raise NoAnswer(f"{model} is no model.")
    (link, *_) = plan.models.bindings["critic"].links
    return critic.examine(link)


# -- the table ---------------------------------------------------------------------------------------------------------


def add(name: str, trust: Trust) -> None:
    """One line more in the results, and the table anew."""
    row = {
        "name": name,
        "date": datetime.now(UTC).date().isoformat(),
        "texts": version(),
        "found": trust.found,
        "spared": trust.spared,
        "heard": trust.heard,
        "by_kind": {one.kind: [one.right, one.texts] for one in trust.by_kind},
    }
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    lines = [json.loads(line) for line in RESULTS.read_text("utf-8").split("\n") if line]
    before, _, rest = README.read_text("utf-8").partition(_BEGIN)
    behind = rest.partition(_END)[2]
    README.write_text(f"{before}{_BEGIN}\n{chr(10).join(_table(lines))}\n{_END}{behind}", "utf-8")


def _table(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| checker or critic | faults found | true texts spared | heard | date |"
    yield "|---|---|---|---|---|"
    for row in rows:
        found, spared = ("/".join(map(str, row[name])) for name in ("found", "spared"))
        yield f"| {row['name']} | {found} | {spared} | {row['heard']} | {row['date']} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--checks", action="store_true")
    chosen.add_argument("--model")
    chosen.add_argument("--simulate", action="store_true")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--add", metavar="NAME")
    options = parser.parse_args()
    if options.simulate:
        print(json.dumps(simulate(options.seeds), ensure_ascii=False, indent=1))
        return 0
    note = lambda text: print(text, file=sys.stderr)  # noqa: E731 - one line of a script
    trust = marks_of(by_checks, "checks") if options.checks else by_model(options.model, note)
    print(json.dumps(trust.model_dump(mode="json"), ensure_ascii=False))
    if options.add and trust.examined:
        add(options.add, trust)
    return 0


if __name__ == "__main__":
    sys.exit(main())
