"""Lists of feeds in OPML 2.0, as feed readers exchange them; what Brief knows besides stands in its own namespace.

A sitemap or a listing page is no feed: it stands as a link, which feed readers pass over.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from brief.documents.sources.decoding import decode
from brief.documents.sources.wellformed import well_formed
from brief.errors import UsageError
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean

NAMESPACE = "urn:brief:source"
_ELSEWHERE = {"name", "url", "lang", "enabled"}
"""What OPML has words for, or what all that is written has in common."""
_PRIVATE = {"path", "key_env", "key_file", "headers"}
"""What leads to files and secrets of this machine."""
_OWN = tuple(key for key in SourceConfig.model_fields if key not in _ELSEWHERE | _PRIVATE)


def read_opml(path: Path) -> list[dict[str, Any]]:
    """Its feeds, and what Brief wrote besides, as entries of [[sources]], not validated, in its order.

    Raises UsageError.
    """
    try:
        root = _tree(decode(path.read_bytes(), {})[0])
    except ET.ParseError as error:
        raise UsageError(f"is no OPML: {error}.", where=str(path), next="Export it again, or mend it.") from error
    except OSError as error:
        raise UsageError(f"cannot be read ({error}).", where=str(path), next="Name a file of OPML.") from error
    entries = [_entry(outline) for outline in root.iter("outline") if _address(outline)]
    if not entries:
        raise UsageError("names no feed.", where=str(path), next="A feed is an <outline> with an xmlUrl.")
    return entries


def _tree(text: str) -> ET.Element:
    sound = well_formed(text)
    lines = "\n" * (text.count("\n") - sound.count("\n"))  # so that an error names the line of the file
    return ET.fromstring(lines + sound)  # noqa: S314 - `well_formed` leaves no document type, and so no entities


def _address(outline: ET.Element) -> str:
    plain = _plain(outline)
    is_ours = outline.get(f"{{{NAMESPACE}}}kind")
    return (plain.get("xmlurl") or (plain.get("url") if is_ours else "") or "").strip()


def _entry(outline: ET.Element) -> dict[str, Any]:
    plain = _plain(outline)
    own = {key: outline.get(f"{{{NAMESPACE}}}{key}") for key in _OWN}
    told = {
        "name": plain.get("text") or plain.get("title"), "url": _address(outline), "lang": plain.get("language"),
        **own, "kind": own["kind"] or "feed",
    }  # fmt: skip
    found: dict[str, Any] = {key: " ".join(value.split()) for key, value in told.items() if value and value.strip()}
    if (models := found.get("models", "any")) not in ("any", "none"):
        found["models"] = models.split()
    return found


def _plain(outline: ET.Element) -> dict[str, str]:
    """Its attributes by lower-case name: not every reader writes xmlUrl."""
    return {name.lower(): value for name, value in outline.items()}


def opml(sources: Iterable[SourceConfig]) -> str:
    """Those at a web address, without passwords; read again, it gives the same entries."""
    ET.register_namespace("brief", NAMESPACE)
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Brief"
    body = ET.SubElement(root, "body")
    for source in sources:
        if _is_carried(source):
            ET.SubElement(body, "outline", dict(_attributes(source)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def left_behind(source: SourceConfig) -> str:
    """What `opml` does not write of it: what stands for a secret or a place of this machine; perhaps nothing."""
    if not _is_carried(source):
        return f"all of it, a {source.kind}"
    told = [key for key in ("headers", "key_env", "key_file") if getattr(source, key)]
    return ", ".join((*told, *(["the password in its address"] if source.place != source.url else [])))


def _is_carried(source: SourceConfig) -> bool:
    return source.kind in ("feed", "sitemap", "listing")


def _attributes(source: SourceConfig) -> Iterator[tuple[str, str]]:
    address = [("type", "rss"), ("xmlUrl", clean(source.place))]
    if source.kind != "feed":
        address = [("type", "link"), ("url", clean(source.place))]
    yield from (("text", clean(source.name)), *address)
    if source.lang:
        yield "language", source.lang
    for key in _OWN:
        value, usual = getattr(source, key), SourceConfig.model_fields[key].default
        if value != usual or key == "weight":
            told = " ".join(value) if isinstance(value, tuple) else str(value)
            if (key, told) != ("kind", "feed"):
                yield f"{{{NAMESPACE}}}{key}", clean(told)
