"""Lists of feeds in OPML 2.0, as feed readers exchange them; what Brief knows besides stands in its own namespace."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from brief.documents.sources.decoding import decode
from brief.documents.sources.wellformed import well_formed
from brief.errors import UsageError
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean

NAMESPACE = "urn:brief:source"
_OWN = ("tier", "weight", "publisher", "read_at", "verified")


def read_opml(path: Path) -> list[dict[str, str]]:
    """Its feeds as entries of [[sources]], not validated, in its order. Raises UsageError."""
    try:
        root = _tree(decode(path.read_bytes(), {})[0])
    except ET.ParseError as error:
        raise UsageError(f"is no OPML: {error}.", where=str(path), next="Export it again, or mend it.") from error
    except OSError as error:
        raise UsageError(f"cannot be read ({error}).", where=str(path), next="Name a file of OPML.") from error
    entries = [_entry(outline) for outline in root.iter("outline") if _plain(outline).get("xmlurl")]
    if not entries:
        raise UsageError("names no feed.", where=str(path), next="A feed is an <outline> with an xmlUrl.")
    return entries


def _tree(text: str) -> ET.Element:
    sound = well_formed(text)
    lines = "\n" * (text.count("\n") - sound.count("\n"))  # so that an error names the line of the file
    return ET.fromstring(lines + sound)  # noqa: S314 - `well_formed` leaves no document type, and so no entities


def _entry(outline: ET.Element) -> dict[str, str]:
    plain = _plain(outline)
    own = {key: outline.get(f"{{{NAMESPACE}}}{key}") for key in _OWN}
    told = {
        "name": plain.get("text") or plain.get("title"), "kind": "feed", "url": plain["xmlurl"].strip(),
        "lang": plain.get("language"), **own,
    }  # fmt: skip
    return {key: " ".join(value.split()) for key, value in told.items() if value and value.strip()}


def _plain(outline: ET.Element) -> dict[str, str]:
    """Its attributes by lower-case name: not every reader writes xmlUrl."""
    return {name.lower(): value for name, value in outline.items()}


def opml(sources: Iterable[SourceConfig]) -> str:
    """The feeds among them, without passwords; read again, it gives the same entries."""
    ET.register_namespace("brief", NAMESPACE)
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Brief"
    body = ET.SubElement(root, "body")
    for source in sources:
        if source.kind == "feed":
            ET.SubElement(body, "outline", dict(_attributes(source)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _attributes(source: SourceConfig) -> Iterator[tuple[str, str]]:
    yield from (("text", clean(source.name)), ("type", "rss"), ("xmlUrl", clean(source.place)))
    if source.lang:
        yield "language", source.lang
    for key in _OWN:
        if (value := getattr(source, key)) is not None:
            yield f"{{{NAMESPACE}}}{key}", clean(str(value))
