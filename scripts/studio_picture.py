"""Takes the picture of the studio's guide from the example week: a report with a line walked to its source beside it.

    python scripts/studio_picture.py [--chromium PATH]

Writes docs/studio.png. Needs Chromium, and Playwright to drive it.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

_ROOT = Path(__file__).resolve().parents[1]
_BRIEF = Path(sys.executable).with_name("brief")
_WEEK = ("--corpus", "examples/2026-W02.jsonl", "--period", "2026-W02", "--offline")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    chromium = parser.parse_args().chromium
    if not chromium:
        parser.error("no Chromium was found: name it with --chromium PATH")
    with tempfile.TemporaryDirectory() as folder:
        at = ("--runs-dir", folder)
        subprocess.run([_BRIEF, "run", *_WEEK, *at], cwd=_ROOT, check=True, capture_output=True)  # noqa: S603 - its arguments stand above
        serving = [_BRIEF, "studio", "--no-open", *at]
        with subprocess.Popen(serving, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as studio:  # noqa: S603 - as above
            _shoot(chromium, studio.stdout.readline().strip() if studio.stdout else "")
            studio.terminate()


def _shoot(chromium: str, address: str) -> None:
    with sync_playwright() as made:
        browser = made.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.get_by_role("link", name="quantshark-weekly.zh").click()
        page.locator("td.insight [data-claim]").nth(1).click()
        page.wait_for_selector("#drawer mark")
        page.wait_for_timeout(500)  # the page glides to the line
        page.screenshot(path=_ROOT / "docs" / "studio.png")
        browser.close()


if __name__ == "__main__":
    main()
