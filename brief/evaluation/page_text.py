"""A web page as Markdown: what it says, without what it marks itself as beside that, and with its notes as links."""

import re
from typing import Any

from brief.documents.sources.article import element_text, without_scripts
from brief.evaluation.markdown_reader import NUMBER
from brief.report.citable import citable_url
from brief.report.render.markdown import escaped_piece

_BESIDE = frozenset("nav aside dialog button label select textarea template svg".split())
_UNSEEN = frozenset(("hidden", "popover"))
_ROLES = frozenset(
    "navigation complementary note search dialog alertdialog tooltip banner contentinfo"
    " doc-bibliography doc-colophon doc-credits doc-endnotes doc-footnote doc-index doc-toc".split()
)
"""Of ARIA, and of its part for publications."""
_NOTES = frozenset(("li", "p", "dd", "dt", "span", "aside", "cite"))
"""What a note can be: a number that leads to more than that is of a table of contents."""
_REFERENCES = "//a[starts-with(@href, '#')] | //*[@popovertarget]"
_MAIN = ("//main", "//*[@role='main']", "//article[not(ancestor::article)]")
_IS_NUMBER = re.compile(NUMBER)
_WITHIN_A_LINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q ruby s samp small span strong sub sup time u var"
    " wbr".split()
)
_BEGINS = {"li": "- ", **{f"h{level}": f"{'#' * level} " for level in range(1, 7)}}


def page_text(tree: Any, url: str) -> str:
    """The page's text as Markdown, with its links and those of the notes to which its numbers lead; `tree` is changed.

    Of a page that names its main part, that part as it stands; of another, what looks like its article. Left out is
    what HTML and ARIA have marks for: menus, asides, what is hidden or pops up, bibliographies, production notes. Of
    small print the links stay.
    """
    without_scripts(tree)
    for reference in tree.xpath(_REFERENCES):
        _cite_note(reference, tree)
    _open_links(tree, url)
    for element in tree.xpath("//small"):
        _become_links(element, _addresses(element))
    for element in filter(_is_beside, list(tree.iter())):
        if element.getparent() is not None:
            element.drop_tree()
    named: list[Any] = next((found for path in _MAIN if (found := tree.xpath(path))), [])
    return str(_Lines(named[0])) if len(named) == 1 else _likely_article(tree, url)


def _likely_article(tree: Any, url: str) -> str:
    from trafilatura import extract

    wanted: dict[str, Any] = {"include_links": True, "include_tables": True, "favor_recall": True}
    return extract(tree, url=url, output_format="markdown", **wanted) or ""


# -- what is beside the text -------------------------------------------------------------------------------------------


def _cite_note(reference: Any, tree: Any) -> None:
    """Puts the links of a note in the place of what leads to it, and hides the note."""
    pops_up = reference.get("popovertarget")
    is_reference = pops_up or reference.get("role") == "doc-noteref" or _IS_NUMBER.fullmatch(element_text(reference))
    note: list[Any] = tree.xpath("//*[@id=$id]", id=pops_up or reference.get("href")[1:])[:1] if is_reference else []
    addresses = _addresses(note[0]) if note and note[0] not in reference.iterancestors() else ()
    if addresses:
        _become_links(reference, addresses)
        note[0].attrib.update({"hidden": ""} if note[0].tag in _NOTES else {})


def _open_links(tree: Any, url: str) -> None:
    """Leaves links that a reader can open, with their whole addresses."""
    tree.make_links_absolute(url, handle_failures="discard")
    for link in tree.iter("a"):
        if not citable_url(link.get("href") or ""):
            link.attrib.pop("href", None)


def _addresses(element: Any) -> list[str]:
    return list(dict.fromkeys(filter(None, (citable_url(one.get("href") or "") for one in element.iter("a")))))


def _become_links(element: Any, addresses: list[str]) -> None:
    """Keeps its place with nothing in it but links, as numbers of sources."""
    from lxml.html.builder import A

    tail = element.tail
    element.clear()
    element.tag, element.tail = "span", tail
    element.extend(A(str(number), href=address) for number, address in enumerate(addresses, start=1))


def _is_beside(element: Any) -> bool:
    roles = (element.get("role") or "").split()
    is_unseen = element.get("aria-hidden") == "true" or not _UNSEEN.isdisjoint(element.keys())
    return is_unseen or element.tag in _BESIDE or not _ROLES.isdisjoint(roles)


# -- what is left, line by line ----------------------------------------------------------------------------------------


class _Lines:
    """The blocks of an element as blocks of Markdown: headings, items, rows, and paragraphs for all others."""

    def __init__(self, element: Any) -> None:
        self._done: list[tuple[str, str]] = []
        """How each begins, and its text."""
        self._open: list[str] = []
        self._add(element)
        self._end("")

    def __str__(self) -> str:
        return "\n\n".join(f"{begins}{text}" for begins, text in self._done)

    def _add(self, element: Any) -> None:
        is_block = element.tag not in _WITHIN_A_LINE
        if is_block:
            self._end("")
        address = citable_url(element.get("href") or "") if element.tag == "a" else None
        if address:
            self._open.append(f"[{escaped_piece(element_text(element))}]({address})")
        elif element.tag == "table" and not element.xpath(".//table"):
            self._done += [("", table)] if (table := _table(element)) else []
        else:
            self._add_within(element)
        if is_block:
            self._end(_BEGINS.get(element.tag, ""))

    def _add_within(self, element: Any) -> None:
        self._open.append(escaped_piece(element.text or ""))
        for one in element:
            if isinstance(one.tag, str):
                self._add(one)
            self._open.append(escaped_piece(one.tail or ""))

    def _end(self, begins: str) -> None:
        text = " ".join("".join(self._open).split())
        self._done += [(begins, text)] if text else []
        self._open = []

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self._done)


def _table(element: Any) -> str:
    """Rows of one length below a head, which may be empty: Markdown knows no other."""
    rows = [row.xpath("./td | ./th") for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    heads = [row for row in rows[:1] if all(cell.tag == "th" for cell in row)]
    texts = [[_Lines(cell).text for cell in row] for row in (*(heads or [[]]), *rows[len(heads) :])]
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in texts]
    return "\n".join([lines[0], "|---" * width + "|", *lines[1:]]) if width else ""
