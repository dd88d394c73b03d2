"""Takes the pictures of the studio's guides from the example weeks: a line walked to its source; a comment for the
writer of a line; both versions side by side.

    python scripts/studio_picture.py [--chromium PATH]

Writes docs/studio.png, docs/studio-comment.png and docs/studio-compared.png. Needs Chromium, Playwright to drive it,
and the tests' server: it stands for the model whose two texts docs/first-session.md quotes, and says them again.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from picture import BRIEF, ROOT, WEEK, chromium_for
from playwright.sync_api import Page, sync_playwright

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from improvising import improvise, question_of  # noqa: E402
from model_server import Json, model_server  # noqa: E402
from rehearsal import _as_a_model_is_told, extracted  # noqa: E402

from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion  # noqa: E402
from schemas.table import TableAnswer, TableQuestion  # noqa: E402

_MODEL = """
[endpoints.local]
kind = "openai"
base_url = "{}"

[prices."local:writer"]
input_per_million_usd = 3
output_per_million_usd = 15
source = "made up"
date = 2026-11-30
"""
_OF = "Oskelo AI raises"
_BEFORE = (
    "Half of Oskelo's computing is discarded to keep replies fast. Halving the cost of that half would take a quarter "
    "off the computing bill, so its margin may depend on the data centre contract as much as on new languages."
)
_AFTER = (
    "Half of Oskelo's computing is discarded to keep the delay down. Part of the money raised will go into a data "
    "centre contract that, according to its chief executive, halves the cost of that waste. If cost follows computing, "
    "that would take a quarter off the computing bill, so Oskelo's margin may depend on the contract."
)
_COMMENT = (
    "The row does not say what contract. Say first that part of the money raised goes into a data centre contract "
    'meant to halve the cost of the discarded half. "as much as on new languages" is vague; drop it.'
)


def main() -> None:
    chromium = chromium_for(__doc__)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as made, model_server(_said) as model:
        browser = made.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        own = Path(folder) / "own"
        _brief("init", str(own), at=ROOT)
        with (own / "config.toml").open("a", encoding="utf-8") as config:
            config.write(_MODEL.format(model.base_url))
        asked = [f'--set=models.{role}=["local:writer"]' for role in ("table_writer", "critic")]
        week = ("--corpus", str(ROOT / "examples" / "2026-W30.jsonl"), "--period", "2026-W30", "--language", "en")
        _brief("run", *week, *asked, at=own)
        _brief("run", *WEEK, "--runs-dir", folder, at=ROOT)
        for at, shown in ((own, _session), (ROOT, _walk)):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            with _studio(*(() if at == own else ("--runs-dir", folder)), at=at) as address:
                page.goto(address)
                shown(page)
        browser.close()


def _said(request: Json) -> str:
    question = question_of(request)
    if isinstance(question, RevisionQuestion):
        texts = [
            MendedText(claim_id=one.claim_id, keep="", text=_AFTER, passages=one.passages) for one in question.texts
        ]
        return RevisionAnswer(texts=tuple(texts)).model_dump_json()
    if not isinstance(question, TableQuestion):
        return improvise(request)
    question = question.model_copy(update={"language": "en"})
    answer = _as_a_model_is_told(extracted("table_writer", question, TableAnswer))
    for row in answer["rows"]:
        cells = {cell["column"]: cell for cell in row["cells"]}
        if cells["event"]["text"].startswith(_OF):
            event = next(one for one in question.events if one.event_id == row["event_id"])
            row["cells"] = [one for column, one in cells.items() if column != "insight"]
            row["cells"].append({"column": "insight", "text": _BEFORE, "passages": [one.id for one in event.passages]})
    return TableAnswer.model_validate(answer).model_dump_json()


def _brief(*command: str, at: Path) -> None:
    subprocess.run([BRIEF, *command], cwd=at, check=True, capture_output=True)  # noqa: S603 - its arguments stand above


@contextmanager
def _studio(*more: str, at: Path) -> Iterator[str]:
    serving = [BRIEF, "studio", "--no-open", *more]
    with subprocess.Popen(serving, cwd=at, stdout=subprocess.PIPE, text=True) as studio:  # noqa: S603 - as above
        yield studio.stdout.readline().strip() if studio.stdout else ""
        studio.terminate()


def _walk(page: Page) -> None:
    page.get_by_role("link", name="quantshark-weekly.zh").click()
    page.locator("td.insight [data-claim]").nth(1).click()
    page.wait_for_selector("#drawer mark")
    _shoot(page, "studio")


def _session(page: Page) -> None:
    page.get_by_role("link", name="quantshark-weekly.en").click()
    page.locator("td.insight [data-claim]", has_text="Oskelo's computing").first.click()
    page.locator("#drawer .change summary").click()
    page.locator("#drawer textarea[name=comment]").fill(_COMMENT)
    page.wait_for_selector("#drawer form[data-estimate] [type=submit]:enabled", timeout=120_000)
    page.get_by_role("button", name="Have it written anew").scroll_into_view_if_needed()
    _shoot(page, "studio-comment")
    page.get_by_role("button", name="Have it written anew").click()
    page.get_by_role("link", name="What differs").click(timeout=240_000)
    page.wait_for_selector("ins")
    _shoot(page, "studio-compared")


def _shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(500)  # the page glides to the line
    page.screenshot(path=ROOT / "docs" / f"{name}.png")


if __name__ == "__main__":
    main()
