"""A hook of MkDocs: the texts at the top of the repository are pages of the site, README.md its first."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "README.md": "index.md",
    "README.zh.md": "zh.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "license.md",
}
"""File in the repository -> page of the site."""
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages, with their links as they are from there."""
    for name, page in PAGES.items():
        text = (ROOT / name).read_text("utf-8")
        shown = f"```text\n{text}```\n" if name == "LICENSE" else _LINK.sub(_relinked, text)
        files.append(File.generated(config, page, content=shown))
    files.append(File.generated(config, "decisions/index.md", content="\n".join(_decisions())))
    return files


def _decisions() -> Iterator[str]:
    yield "# Decisions\n"
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        yield f"- [{path.read_text('utf-8').partition(chr(10))[0].lstrip('# ')}]({path.name})"


def on_page_markdown(markdown: str, **_: object) -> str:
    """In docs/ too a link may lead to a text at the top."""
    return re.sub(r"\]\((?:\.\./)+([A-Z]+(?:\.md)?)(#[^)\s]*)?\)", _from_docs, markdown)


def _from_docs(link: re.Match[str]) -> str:
    return f"]({posixpath.join('..', PAGES[link[1]])}{link[2] or ''})" if link[1] in PAGES else link.group()


def _relinked(link: re.Match[str]) -> str:
    target = link[1].removeprefix("docs/").rstrip("/")
    named = PAGES.get(target, f"{target}/index.md" if target == "decisions" else target)
    return f"]({named}{link[2] or ''})"
