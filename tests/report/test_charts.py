"""What a report was chosen from, in numbers and drawn."""

from datetime import UTC, date, datetime

from brief.report.format import Format
from brief.report.gathered import gathered
from brief.report.render.charts import charts_of, charts_on
from brief.report.render.html import render_html
from brief.report.render.page import places_of, view_of
from schemas.classification import Assignment
from schemas.period import Period
from schemas.report import (
    Gathered,
    GatheredSection,
    GatheredSource,
    Report,
    ReportSection,
    ReportSeries,
    ReportSynthesis,
    SeriesPoint,
)
from schemas.retrieval import Document, Request, Retrieval

NO_SYNTHESIS = ReportSynthesis(keywords=(), signals=(), risks=())
WEEK = Period(label="2026-01-05..2026-01-07", start=date(2026, 1, 5), end=date(2026, 1, 7), kind="range")
READ = Gathered(
    days=(date(2026, 1, 5), date(2026, 1, 6)),
    sources=(GatheredSource(name="<b>甲</b>", documents=(3, 0)), GatheredSource(name="", documents=(1, 2))),
    sections=tuple(GatheredSection(id=name, events=9, rows=4) for name in ("ai", "energy", "web3")),
)


def document(number: int, source: str, at: datetime) -> Document:
    return Document(
        id=f"d{number}",
        url=f"https://news.example/{number}",
        title="t",
        published_at=at,
        source=source,
        publisher="news.example",
        lang="zh",
        content_hash="",
    )


def without_effects(report: Report) -> tuple[ReportSection, ...]:
    return tuple(section.model_copy(update={"effects": ()}) for section in report.sections)


def test_documents_are_counted_by_the_day_of_the_reports_time_zone_and_sources_without_a_line_together() -> None:
    late = datetime(2026, 1, 5, 23, 0, tzinfo=UTC)
    documents = [document(n, f"source {n % 8}", late) for n in range(16)] + [document(99, "source 0", late)]
    request = Request(
        period=WEEK,
        as_of=datetime(2026, 1, 8, tzinfo=UTC),
        timezone="Asia/Shanghai",
        language="zh",
        sections=(),
    )
    placed = [Assignment(event_id="e1", section_id="ai", score=1.0, reason="")]
    found = gathered(Retrieval(request=request, documents=tuple(documents), events=(), passages=()), placed, ())
    assert [(one.name, one.documents) for one in found.sources][:2] == [
        ("source 0", (0, 3, 0)),
        ("source 1", (0, 2, 0)),
    ]
    assert (found.sources[-1].name, found.sources[-1].documents) == ("", (0, 4, 0))


def test_each_chart_tells_its_numbers_in_words_too_and_is_drawn_without_style_or_script(quantshark: Format) -> None:
    first, second = charts_of(READ, ["AI", "能源", "Web3"], quantshark.reader.charts)
    assert first.head == ("", "01-05", "01-06")
    assert first.rows == (("<b>甲</b>", "3", "0"), ("其他来源", "1", "2"))
    assert second.rows == (("找到", "9", "9", "9"), ("上版", "4", "4", "4"))
    assert not [word for word in ("<script", "<style", "<b>", "<!--", " on") if word in first.svg + second.svg]
    assert charts_of(READ, ["AI", "能源", "Web3"], quantshark.reader.charts) == [first, second]


def test_a_report_that_does_not_tell_what_was_read_has_no_chart(sample_report: Report, quantshark: Format) -> None:
    assert sample_report.gathered is None
    bare = sample_report.model_copy(update={"synthesis": NO_SYNTHESIS, "sections": without_effects(sample_report)})
    assert "<svg" not in render_html(bare, quantshark)
    told = render_html(bare.model_copy(update={"gathered": READ}), quantshark)
    assert told.count("<svg") == 2
    assert "&lt;b&gt;甲&lt;/b&gt;" in told


def test_rows_of_two_sections_that_a_signal_or_an_effect_joins_are_drawn_with_their_sources(
    sample_report: Report, quantshark: Format
) -> None:
    page = view_of(sample_report, quantshark)
    signal = sample_report.synthesis.signals[0]
    places = places_of(sample_report, quantshark)
    assert {places[row] for row in signal.rows} in [{end.place for end in link.ends} for link in page.links]
    (drawn, *_) = charts_on(page, ["AI", "能源", "Web3"], quantshark.reader.charts)
    assert drawn.svg.count('class="line reactive nofill"') == len(page.links) == len(drawn.rows)
    cited = {source.document_id: number for number, source in enumerate(sample_report.sources, start=1)}
    assert all(f'href="#source{cited[one.document_id]}"' in str(drawn.rows) for one in signal.citations)


def test_a_measure_over_periods_is_drawn_with_each_value_leading_to_its_source(
    sample_report: Report, quantshark: Format
) -> None:
    values = (("79万吨", 790000.0), ("81万吨", 810000.0), ("80万吨", 800000.0))
    points = tuple(
        SeriesPoint(text=text, value=value, url=f"https://steel.example/{n}", day=date(2026, 1, 5 + n))
        for n, (text, value) in enumerate(values)
    )
    series = ReportSeries(title="日均产量", points=points)
    page = view_of(sample_report.model_copy(update={"series": (series,)}), quantshark)
    (drawn, *_) = charts_on(page, ["AI", "能源", "Web3"], quantshark.reader.charts)
    assert (drawn.title, drawn.head) == ("历期：日均产量", ("", "01-05", "01-06", "01-07"))
    assert [("81万吨" in cell, f"https://steel.example/{n}" in cell) for n, cell in enumerate(drawn.rows[0][1:])] == [
        (False, True),
        (True, True),
        (False, True),
    ]
    assert drawn.svg.count("<circle") == 3
