"""The studio as somebody uses it: a real server, a real browser. Skipped where there is none."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Literal

import pytest
import uvicorn
from published import Published

from brief.runs.loaded import LoadedRun
from brief.runs.store import list_runs, stored_run
from brief.studio.app import app_of
from brief.studio.guard import Key
from brief.studio.studio import Studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
EDITION = "quantshark-weekly.zh"


@contextmanager
def served(studio: Studio) -> Iterator[str]:
    """The address to open."""
    server = uvicorn.Server(uvicorn.Config(app_of(studio, Key(0, frozenset())), port=0, log_level="error"))
    key = Key(0, frozenset())
    server.config.app = app_of(studio, key)
    working = threading.Thread(target=server.run, daemon=True)
    working.start()
    until = monotonic() + 20
    while not server.started and monotonic() < until:
        sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/?token={key.token}"
    server.should_exit = True
    working.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with playwright.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(studio: Studio, browser: "Browser") -> Iterator["Page"]:
    """Opened at the list of runs; nothing may be said in the console."""
    with served(studio) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        opened, said = context.new_page(), list[str]()
        opened.on("console", lambda one: said.append(one.text))
        opened.on("pageerror", lambda one: said.append(str(one)))
        opened.goto(address)
        yield opened
        context.close()
    assert not [one for one in said if "favicon" not in one and "404" not in one]


def follow(page: "Page", name: str) -> None:
    """The link of this name, until its page's script has run as well."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()


def report(page: "Page") -> None:
    follow(page, EDITION)
    page.wait_for_selector("[data-claim]")


def test_a_line_is_one_click_from_its_source_and_keys_lead_on(page: "Page") -> None:
    report(page)
    page.keyboard.press("n")
    page.wait_for_selector("#drawer .said")
    page.locator("td.technical [data-claim]").first.click()
    page.wait_for_selector("#drawer mark")
    first = page.locator("#drawer .said").inner_text()
    page.keyboard.press("n")
    page.wait_for_function("text => document.querySelector('#drawer .said').innerText !== text", arg=first)
    page.keyboard.press("s")
    page.wait_for_selector("[data-claim].starred")
    page.wait_for_selector('#drawer button[value="none"]')
    page.keyboard.press("s")
    page.wait_for_selector("[data-claim].starred", state="detached")
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()


def test_a_text_is_changed_from_the_report(page: "Page", project: Published) -> None:
    report(page)
    page.locator("td.insight [data-claim]").first.click()
    page.locator("#drawer .change summary").click()
    page.wait_for_selector("#drawer textarea[name=text]:focus")
    field = page.locator("#drawer textarea[name=text]")
    text = field.input_value()
    field.fill(f"{text}，规模达98765亿元")
    page.wait_for_selector("#drawer .findings li")
    assert page.locator("#drawer .change [type=submit]").first.is_disabled()
    field.fill(text[: len(text) // 2])
    page.wait_for_selector("#drawer .change form >> nth=0 >> [type=submit]:enabled")
    page.locator("#drawer .change [type=submit]").first.click()
    page.get_by_role("link", name="To its report").click(timeout=60_000)
    page.wait_for_selector("#drawer .said")
    assert page.locator("#drawer .said").inner_text().strip() == text[: len(text) // 2]
    assert len(list_runs(project.folder / "runs").runs) == 2


def test_two_runs_are_chosen_and_compared(page: "Page", project: Published) -> None:
    copy = project.folder / "runs" / f"{project.run_id[:-4]}0000"
    shutil.copytree(project.run.path, copy)
    record = copy / "run.json"
    record.write_text(record.read_text("utf-8").replace(project.run_id, copy.name), "utf-8")
    page.reload()
    for box in page.get_by_role("checkbox").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Compare what is chosen").click()
    follow(page, "All")
    assert page.locator(".sides td").count() > 20
    assert stored_run(copy).record.run_id == copy.name


def test_a_story_that_was_not_printed_gets_a_row(page: "Page", project: Published) -> None:
    held = LoadedRun(project.run)
    printed = {row.event_id for table in held.last_draft.tables for row in table.rows}
    if printed >= {event.id for event in held.retrieval.events}:
        pytest.skip("the short week prints all of its events")
    report(page)
    follow(page, "Not printed")
    with page.expect_navigation():
        page.locator(".absent a").first.click()
    page.get_by_text("Give it a row").click()
    page.wait_for_selector(".findings li")
    page.get_by_role("button", name="Save as a new run").click()
    page.get_by_role("link", name="To its report").click(timeout=60_000)
    page.wait_for_selector("[data-claim]")


def test_a_story_is_dragged_into_the_rows_and_what_that_asks_is_told_before(page: "Page", studio: Studio) -> None:
    report(page)
    follow(page, "Rows")
    rows, story = page.locator('ol[data-section="ai"] > li'), page.locator('ol[data-section=""] > li').first
    assert page.get_by_role("button", name="Save").is_disabled()
    title, count = story.locator("a").first.inner_text(), rows.count()
    story.drag_to(rows.first, target_position={"x": 20, "y": 3})
    page.wait_for_selector(".findings li >> text=No model is asked.")
    assert rows.first.locator("a").first.inner_text() == title
    rows.first.locator("select").select_option("")  # and taken back by its list
    page.wait_for_selector("button[type=submit]:disabled")
    assert rows.count() == count
    rows.nth(1).locator("select").select_option("ai:0.5")
    page.wait_for_selector("button[type=submit]:enabled")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="To its report").click(timeout=60_000)
    page.wait_for_selector("[data-claim]")
    assert len(studio.listed().runs) == 2


def test_a_finger_drags_a_row_by_its_grip_and_scrolls_by_the_rest(studio: Studio, browser: "Browser") -> None:
    with served(studio) as address:
        context = browser.new_context(viewport={"width": 820, "height": 900}, has_touch=True)
        page = context.new_page()
        page.goto(address)
        report(page)
        follow(page, "Rows")
        rows = page.locator('ol[data-section="ai"] > li')
        first, second = rows.nth(0).locator("a").inner_text(), rows.nth(1).locator("a").inner_text()
        touches = context.new_cdp_session(page)

        def swipe(part: str) -> None:
            """From the first row to below the second one."""
            boxes = rows.nth(0).locator(part).bounding_box(), rows.nth(1).bounding_box()
            assert boxes[0]
            assert boxes[1]
            x, top, bottom = boxes[0]["x"] + 5, boxes[0]["y"] + 9, boxes[1]["y"] + boxes[1]["height"] - 3
            for kind, y in (("Start", top), ("Move", top + 20), ("Move", bottom), ("End", None)):
                points = [] if y is None else [{"x": x, "y": y}]
                touches.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

        swipe("a")
        assert rows.nth(0).locator("a").inner_text() == first
        swipe(".grip")
        page.wait_for_selector(".findings li >> text=No model is asked.")
        assert [rows.nth(place).locator("a").inner_text() for place in (0, 1)] == [second, first]
        context.close()


def test_what_was_typed_is_offered_again_and_whoever_leaves_is_warned(page: "Page") -> None:
    warned = list[str]()

    def leave(dialog: "Dialog") -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    report(page)
    page.locator("td.insight [data-claim]").first.click()
    page.locator("#drawer .change summary").click()
    field, offered = page.locator("#drawer textarea[name=text]"), page.locator("#drawer .draft:not([hidden])")
    field.press_sequentially("!")
    for act in ("take", "drop"):
        page.reload()
        offered.locator(f"[value={act}]").click()
        assert field.input_value().startswith("!") == (act == "take")
    assert warned == ["beforeunload"] * 2
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window(
    studio: Studio, browser: "Browser", width: int, scheme: Literal["light", "dark"]
) -> None:
    run = studio.listed().runs[0].record.run_id
    with served(studio) as address:
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        base = address.partition("/?")[0]
        own = f"{base}/runs/{run}/{EDITION}"
        for place in (base, f"{own}/report.html", f"{own}/lines.html", f"{own}/absent.html", f"{own}/rows.html"):
            page.goto(place)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        page.goto(base)
        assert page.evaluate("[...document.querySelectorAll('.stacked')].every(e => e.scrollWidth <= innerWidth)")
        context.close()


def test_a_report_can_be_read_without_scripts(studio: Studio, browser: "Browser") -> None:
    with served(studio) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        report(page)
        follow(page, "Lines")
        page.locator(".claims a").nth(1).click()
        page.wait_for_selector("mark")
        context.close()


def test_a_bundle_opens_from_disk(project: Published, studio: Studio, browser: "Browser") -> None:
    from brief.studio.bundle import bundle

    bundle(Studio(studio.project, studio.runs_dir, live=False, passages=False), Path("bundle"), lambda _: None)
    page = browser.new_page()
    page.goto((Path("bundle") / "index.html").resolve().as_uri())
    report(page)
    page.locator("td.technical [data-claim]").first.click()
    page.wait_for_url("**/lines/**")
    page.close()
