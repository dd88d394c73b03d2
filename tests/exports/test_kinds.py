"""A report in every form that it can be exported as."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import docx
import pytest
import yaml
from builders import hostile_texts
from docx.oxml.ns import qn
from hypothesis import given
from lxml import etree
from markdown_it import MarkdownIt
from published import Published, command
from pypdf import PdfReader

from brief.cli import doctor
from brief.errors import BriefError, UsageError
from brief.exports import kinds, pdf
from brief.exports.docx import _run
from brief.exports.kinds import KINDS, exported
from brief.provenance import printed_lines
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from brief.report.render.plain import in_line, plain
from schemas.report import ClaimFate, Report, ReportCitation

NAME = "2026-W02.quantshark-weekly.zh"
HOSTILE = '</w:t>"><script>alert(1)</script> [x](note:c1) [^c1] {{ x }} & \x01 --- # | `y`'
NOTES = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}footnote"


@pytest.fixture(autouse=True)
def _fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a machine without Chinese fonts would refuse."""
    monkeypatch.setattr(pdf, "has_chinese_font", lambda: True)


def cited(report: Report) -> Iterator[ReportCitation]:
    for section in report.sections:
        yield from (one for row in section.rows for cell in row.cells for one in cell.citations)


def with_headline(report: Report, text: str) -> Report:
    """That of its first row."""
    first, *others = report.sections
    row, *rest = first.rows
    cells = (row.cells[0].model_copy(update={"text": text}), *row.cells[1:])
    section = first.model_copy(update={"rows": (row.model_copy(update={"cells": cells}), *rest)})
    return report.model_copy(update={"title": text, "sections": (section, *others)})


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_report_gives_the_same_bytes(kind: str, sample_report: Report, quantshark: Format) -> None:
    name, content = exported(kind, sample_report, quantshark)
    assert exported(kind, sample_report, quantshark) == (name, content)
    assert NAME in name
    assert content


def test_pages_and_data_are_those_of_the_run(sample_report: Report, quantshark: Format) -> None:
    assert exported("md", sample_report, quantshark)[1].decode() == render_markdown(sample_report, quantshark).text
    assert exported("html", sample_report, quantshark)[1].decode() == render_html(sample_report, quantshark)
    assert Report.model_validate_json(exported("json", sample_report, quantshark)[1]).title == sample_report.title


# -- Markdown --------------------------------------------------------------------------------------------------------


def front_and_body(kind: str, report: Report, its_format: Format) -> tuple[dict[str, object], str]:
    _, front, body = exported(kind, report, its_format)[1].decode().split("---\n", 2)
    return yaml.safe_load(front), body


def targets(markdown: str) -> set[str]:
    """Where the links of a text lead, as a reader of Markdown sees it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    spans = (span for token in tokens for span in token.children or ())
    return {str(span.attrs["href"]) for span in spans if span.type == "link_open"}


@pytest.mark.parametrize("kind", ["hugo", "hexo", "jekyll", "obsidian"])
def test_a_site_gets_its_front_matter_and_every_link(kind: str, sample_report: Report, quantshark: Format) -> None:
    front, body = front_and_body(kind, with_headline(sample_report, HOSTILE), quantshark)
    assert front["title"] == HOSTILE
    assert front["date"] == "2026-01-11"
    assert not re.search(r"^# ", body, re.MULTILINE)
    assert targets(body) == targets(render_markdown(sample_report, quantshark).text)
    assert "<script" not in MarkdownIt().render(body)
    assert not re.search(r"\{[{%#]", body)


def test_each_site_is_told_what_it_alone_needs(sample_report: Report, quantshark: Format) -> None:
    fronts = {kind: front_and_body(kind, sample_report, quantshark)[0] for kind in ("hugo", "hexo", "jekyll")}
    assert fronts["jekyll"]["layout"] == "post"
    assert fronts["jekyll"]["render_with_liquid"] is False
    assert fronts["hexo"]["disableNunjucks"] is True
    assert exported("jekyll", sample_report, quantshark)[0].startswith("2026-01-11-")
    assert fronts["hugo"]["tags"] == [section.title for section in quantshark.sections]


def test_a_notebook_gets_footnotes_with_quotes_and_tags_of_one_word(sample_report: Report, quantshark: Format) -> None:
    front, body = front_and_body("obsidian", sample_report, quantshark)
    tags = front["tags"]
    assert isinstance(tags, list)
    assert all(re.fullmatch(r"[\w/-]+", tag) for tag in tags)
    references, notes = (
        re.findall(r"(?<=.)\[\^(c\d+)\](?!:)", body),
        re.findall(r"^\[\^(c\d+)\]: (.*)", body, re.MULTILINE),
    )
    assert sorted(set(references)) == sorted(name for name, _ in notes)
    quote = next(one for one in cited(sample_report) if one.quote not in one.title)
    assert any(plain(quote.quote)[:12] in text and quote.url in text for _, text in notes)


def test_a_notebook_reads_no_tag_comment_or_highlight_into_the_news(sample_report: Report, quantshark: Format) -> None:
    hostile = with_headline(sample_report, "话题 #AI芯片 涨100%% ==重要== C# 与 a#b [[页]]")
    _, body = front_and_body("obsidian", hostile, quantshark)
    assert r"话题 \#AI芯片 涨100%\% =\=重要=\= C# 与 a#b \[\[页\]\]" in body
    assert targets(body) == targets(render_markdown(sample_report, quantshark).text)


def test_the_front_matter_of_a_format_stands_in_that_of_the_site(project: Published) -> None:
    done = command("export", "--to", "hugo", "--format", "ai-daily")
    front = yaml.safe_load(Path(done.output.strip()).read_text("utf-8").split("---\n", 2)[1])
    assert front["category"] == "AI 日报"
    assert front["categories"] == ["ai-daily"]
    assert front["tags"][0] == "AI"


# -- mail ------------------------------------------------------------------------------------------------------------


def test_mail_has_a_text_and_a_page_without_scripts_or_requests(sample_report: Report, quantshark: Format) -> None:
    hostile = with_headline(sample_report, HOSTILE)
    message = message_from_bytes(exported("mail", hostile, quantshark)[1], _class=EmailMessage, policy=default)
    text, page = (part.get_content() for part in message.iter_parts())
    assert message["Date"] == "Sun, 11 Jan 2026 12:00:00 +0000"
    assert sample_report.sections[0].rows[1].cells[0].text in text
    assert 'style="' in page
    assert not any(word in page for word in ("<script", "<img", "url(", "@import"))


# -- DOCX ------------------------------------------------------------------------------------------------------------


def test_a_word_processor_finds_headings_tables_lists_and_the_language(
    sample_report: Report, quantshark: Format
) -> None:
    content = exported("docx", sample_report, quantshark)[1]
    document = docx.Document(io.BytesIO(content))
    styled = {one.style.name for one in document.paragraphs if one.style}
    assert {"Title", "Heading 1", "List Bullet", "List Number"} <= styled
    kept = [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]
    assert f"{quantshark.words.risks}：" in kept
    assert [len(one.rows) for one in document.tables] == [1 + len(section.rows) for section in sample_report.sections]
    head = document.tables[0].rows[0]._tr
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert document.core_properties.language == "zh-CN"
    assert document.core_properties.title == sample_report.title
    assert f"{document.core_properties.modified:%Y-%m-%d %H:%M}" == "2026-01-11 12:00"
    assert {one.date_time for one in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(2026, 1, 11, 12, 0, 0)}


def part(content: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def test_each_citation_is_a_footnote_with_its_quote(sample_report: Report, quantshark: Format) -> None:
    content = exported("docx", sample_report, quantshark)[1]
    body, notes = part(content, "word/document.xml"), part(content, "word/footnotes.xml")
    references = body.findall(f".//{qn('w:footnoteReference')}")
    own = [one for one in notes.findall(NOTES) if int(one.get(qn("w:id"), "0")) > 0]
    assert [one.get(qn("w:id")) for one in references] == [one.get(qn("w:id")) for one in own]
    told = ["".join(map(str, one.itertext())) for one in own]
    assert len(told) >= len({one.document_id for one in cited(sample_report)})
    for one in cited(sample_report):
        assert any(plain(one.title) in text and plain(one.quote) in text for text in told)


def test_links_of_a_document_lead_to_the_sources_and_nowhere_else(sample_report: Report, quantshark: Format) -> None:
    content = exported("docx", sample_report, quantshark)[1]
    for name in ("document", "footnotes"):
        found = part(content, f"word/_rels/{name}.xml.rels")
        links = {one.get("Id"): one.get("Target") for one in found if one.get("TargetMode") == "External"}
        used = {one.get(qn("r:id")) for one in part(content, f"word/{name}.xml").iter(qn("w:hyperlink"))}
        assert used <= set(links)
        assert set(links.values()) <= {one.url for one in sample_report.sources}


def test_nothing_of_the_news_is_markup_in_a_document(sample_report: Report, quantshark: Format) -> None:
    content = exported("docx", with_headline(sample_report, HOSTILE), quantshark)[1]
    plainly = exported("docx", sample_report, quantshark)[1]
    counts = [
        len(part(one, "word/document.xml").findall(f".//{qn('w:footnoteReference')}")) for one in (content, plainly)
    ]
    assert counts[0] == counts[1]
    assert plain(HOSTILE) in docx.Document(io.BytesIO(content)).tables[0].rows[1].cells[0].text


@given(hostile_texts())
def test_whatever_the_news_says_the_file_is_whole(text: str) -> None:
    told = etree.fromstring(f'<w:r xmlns:w="w" xmlns:r="r">{_run(text)}</w:r>')
    assert "".join(map(str, told.itertext())) == in_line(text)


def test_a_numbered_list_begins_with_one(sample_report: Report, quantshark: Format) -> None:
    body = part(exported("docx", sample_report, quantshark)[1], "word/document.xml")
    numbers = [one.get(qn("w:val")) for one in body.iter(qn("w:numId"))]
    known = part(exported("docx", sample_report, quantshark)[1], "word/numbering.xml")
    assert set(numbers) <= {one.get(qn("w:numId")) for one in known.iter(qn("w:num"))}


# -- PDF -------------------------------------------------------------------------------------------------------------


def test_a_pdf_has_an_outline_page_numbers_links_and_no_time_of_making(
    sample_report: Report, quantshark: Format
) -> None:
    read = PdfReader(io.BytesIO(exported("pdf", sample_report, quantshark)[1]))
    titles = [str(one.title) for one in read.outline if not isinstance(one, list)]
    assert len(titles) == len(sample_report.sections) + 3
    assert all(section.title in title for section, title in zip(quantshark.sections, titles, strict=False))
    notes = [one.get_object() for page in read.pages for one in page.get("/Annots", [])]
    addresses = {str(one["/A"]["/URI"]) for one in notes if "/A" in one}
    assert {one.url for one in sample_report.sources} <= addresses
    places = {str(one["/Dest"]) for one in notes if "/Dest" in one}
    assert {f"source{number}" for number in range(1, len(sample_report.sources) + 1)} <= places | set(
        read.named_destinations
    )
    assert read.metadata is not None
    assert str(read.metadata["/CreationDate"]) == str(read.metadata["/ModDate"]) == "20260111120000Z"


@pytest.mark.parametrize("head", ["h2", "h3"])
def test_no_heading_of_a_pdf_stands_alone_at_the_end_of_a_page(head: str) -> None:
    body = f"<section><{head}>Heading</{head}><ul>{'<li>Entry' * 9}</ul></section>"
    for height in range(700, 1000, 12):
        page = f"<style>{pdf._STYLE}</style><div style='height: {height}px'></div>{body}"
        read = PdfReader(io.BytesIO(pdf._printed(page, datetime(2026, 1, 11, tzinfo=UTC))))
        assert all("Entry" in text for text in (one.extract_text() for one in read.pages) if "Heading" in text)


def test_the_characters_of_a_pdf_are_those_that_one_searches_for() -> None:
    from brief.exports.pdf import _RADICAL, _character

    assert _RADICAL.sub(_character, b"<001f> <2f49>\n<0020> <5e74>") == b"<001f> <6708>\n<0020> <5e74>"


def test_a_pdf_by_a_model_says_so_to_machines(sample_report: Report, quantshark: Format) -> None:
    read = PdfReader(io.BytesIO(exported("pdf", sample_report, quantshark)[1]))
    assert read.metadata is not None
    assert json.loads(str(read.metadata["/AIGC"]))["AIGC"]["Label"] == "1"


@pytest.mark.parametrize("lines", range(38, 42))
def test_no_heading_stands_alone_at_the_end_of_a_page(lines: int) -> None:
    filler = "<p style='height: 5mm; margin: 0'>line</p>" * lines
    row = "<table><tr style='break-inside: avoid'><td style='height: 30mm'>row</td></tr></table>"
    page = f"<style>{pdf._STYLE}</style>{filler}<section><h2>Heading</h2>{row}</section>"
    file = pdf._printed(page, datetime(2026, 1, 11, tzinfo=UTC))
    texts = [one.extract_text() for one in PdfReader(io.BytesIO(file)).pages]
    assert [("Heading" in text, "row" in text) for text in texts][-1] == (True, True)


def test_a_page_asks_nothing_of_the_network_while_it_is_printed(sample_report: Report, quantshark: Format) -> None:
    hostile = with_headline(
        sample_report, '<img src="http://127.0.0.1:1/x"> <style>@import "http://127.0.0.1:1/y"</style>'
    )
    assert exported("pdf", hostile, quantshark)[1].startswith(b"%PDF")


def test_without_a_font_there_is_no_chinese_pdf_and_doctor_says_why(
    sample_report: Report, quantshark: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "has_chinese_font", lambda: False)
    with pytest.raises(BriefError, match="no font here has Chinese characters"):
        exported("pdf", sample_report, quantshark)
    found = doctor._fonts()
    assert (found.ok, found.note, found.said) == (True, True, "no font has Chinese characters")


def test_doctor_names_options_that_are_not_installed_and_finds_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    found = {one.name: (one.ok, one.note, "`pip install 'brief[" in one.said) for one in doctor._extras()}
    assert found == {"pdf": (True, False, True), "dense": (True, False, True)}


def test_a_machine_without_fonts_is_found_by_reading_what_was_printed(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    asked = "from brief.exports.pdf import has_chinese_font; print(has_chinese_font())"
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


# -- the command -----------------------------------------------------------------------------------------------------


def test_files_lie_in_the_exports_of_the_run(project: Published) -> None:
    done = command("export", "--to", "docx", "--to", "mail", "--json")
    told = json.loads(done.output)
    assert [Path(one["path"]).name for one in told["files"]] == [f"{NAME}.docx", f"{NAME}.eml"]
    for one in told["files"]:
        assert Path(one["path"]).parent == project.run.path / "exports"
        assert Path(one["path"]).stat().st_size == one["bytes"]


def test_a_page_that_is_exported_is_that_of_the_run(project: Published) -> None:
    command("export", "--to", "html", "--out", "page.html")
    assert Path("page.html").read_bytes() == (project.run.path / "report.html").read_bytes()


def test_a_file_is_the_same_whatever_is_exported_beside_it(project: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    fate = ClaimFate(claim_id="ai.e1.event", place="某处", kinds=("too_long",), fate="quoted")
    monkeypatch.setattr(printed_lines, "with_log", lambda held, _: held.report.model_copy(update={"log": (fate,)}))
    path = project.run.path / "exports" / f"{NAME}.pdf"
    command("export", "--to", "pdf")
    alone = path.read_bytes()
    command("export", "--to", "html", "--to", "pdf")
    assert path.read_bytes() == alone


def test_passages_leave_only_where_it_is_said(project: Published) -> None:
    command("export", "--to", "md")
    assert [one.name for one in (project.run.path / "exports").iterdir()] == [f"{NAME}.md"]
    command("export", "--to", "md", "--with-passages")
    (kept,) = (project.run.path / "exports").glob("*.passages.json")
    assert {one["field"] for one in json.loads(kept.read_bytes())} == {"title"}


def test_a_kind_whose_package_is_missing_names_the_command(
    sample_report: Report, quantshark: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as error:
        exported("pdf", sample_report, quantshark)
    assert "Run `pip install 'brief[pdf]'`." in str(error.value)
    assert exported("docx", sample_report, quantshark)[1]


RUN = ("run", "--corpus", "week.jsonl", "--period", "2026-W02", "--offline", "--json", "--set")


def exports_in(told: str) -> dict[str, bytes]:
    """What lies in the exports of the run that a command told of."""
    folder = Path(json.loads(told)["reports"][0]["report_json"]).parent / "exports"
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_run_writes_the_forms_that_are_asked_for_and_what_changes_its_report_makes_them_anew(
    project: Published,
) -> None:
    first = command(*RUN, 'report.outputs=["md", "mail", "docx"]').stdout
    told, made = json.loads(first), exports_in(first)
    run_id, (report,) = told["run_id"], told["reports"]
    assert (
        set(made) == {f"{NAME}.docx", f"{NAME}.eml"} == {Path(report[f"report_{one}"]).name for one in ("docx", "mail")}
    )
    command("export", run_id, "--to", "docx", "--to", "mail")
    assert exports_in(first) == made

    row = next(row for one in project.report.sections for row in one.rows if row.cells[1].kind != "none")
    text = ("--text", "公司没有公布更多数据", "--why", "来源更正了金额。")
    done = command("correct", run_id, f"{row.id}.{row.cells[1].column}", *text, "--json").stdout
    anew = exports_in(done)
    assert set(anew) == set(made)
    assert "来源更正了金额" in "".join(docx_texts(anew[f"{NAME}.docx"]))

    command("approve", run_id)
    assert "lin" in "".join(docx_texts(exports_in(first)[f"{NAME}.docx"]))


def docx_texts(content: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_form_whose_package_is_missing_stops_a_run_before_it_begins_and_doctor_says_so(
    project: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = project.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("[report]\n", '[report]\noutputs = ["pdf"]\n', 1), "utf-8")
    monkeypatch.setattr(kinds, "find_spec", lambda _: None)
    before = len(list((project.folder / "runs").iterdir()))
    done = command(*RUN[:-1])
    assert isinstance(done.exception, UsageError)
    assert len(list((project.folder / "runs").iterdir())) == before
    (found,) = doctor._tried("formats", project.config, doctor._formats)
    assert (found.ok, found.fix) == (False, "Run `pip install 'brief[pdf]'`.")


def test_one_file_holds_one_kind(project: Published) -> None:
    done = command("export", "--to", "md", "--to", "html", "--out", "x")
    assert isinstance(done.exception, UsageError)
