"""What a model wrote says so, to people and to machines."""

import json

import pytest
from markdown_it import MarkdownIt

from brief.delivery.digest import lines_of
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from schemas.report import Report

LABEL = "本内容由人工智能生成"


def unseen(page: str) -> str:
    """What stands in the definition that no reader sees."""
    env: dict[str, dict[str, dict[str, str]]] = {}
    assert "AIGC" not in MarkdownIt().render(page, env)
    return env["references"]["AIGC"]["title"]


def test_a_report_with_a_models_text_is_labelled_in_every_output(sample_report: Report, quantshark: Format) -> None:
    page, html = render_markdown(sample_report, quantshark).text, render_html(sample_report, quantshark)
    told = " ".join(span.text for line in lines_of(sample_report, quantshark, full=False) for span in line.spans)
    assert [LABEL in text for text in (page, html, told)] == [True, True, True]
    label = json.loads(unseen(page))["AIGC"]
    assert label["Label"] == "1"
    assert label["ProduceID"] == f"quantshark-weekly-{sample_report.period.label}-zh"
    assert '<meta name="AIGC"' in html


@pytest.mark.parametrize("byline", ["' ) --> <script>alert(1)</script>", 'a\\\'b "c" (d)'])
def test_no_byline_gets_out_of_the_label(sample_report: Report, quantshark: Format, byline: str) -> None:
    report = sample_report.model_copy(update={"byline": byline})
    assert json.loads(unseen(render_markdown(report, quantshark).text))["AIGC"]["ContentProducer"] == byline
    assert "<script>" not in render_html(report, quantshark)
