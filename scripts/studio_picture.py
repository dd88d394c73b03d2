"""Takes the picture of the studio's guide from the example week: a report with a line walked to its source beside it.

    python scripts/studio_picture.py [--chromium PATH]

Writes docs/studio.png. Needs Chromium, and Playwright to drive it.
"""

import subprocess
import tempfile

from picture import BRIEF, ROOT, WEEK, chromium_for
from playwright.sync_api import sync_playwright


def main() -> None:
    chromium = chromium_for(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        at = ("--runs-dir", folder)
        subprocess.run([BRIEF, "run", *WEEK, *at], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - its arguments stand above
        serving = [BRIEF, "studio", "--no-open", *at]
        with subprocess.Popen(serving, cwd=ROOT, stdout=subprocess.PIPE, text=True) as studio:  # noqa: S603 - as above
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
        page.screenshot(path=ROOT / "docs" / "studio.png")
        browser.close()


if __name__ == "__main__":
    main()
