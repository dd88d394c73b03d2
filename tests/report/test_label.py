"""What a model wrote says so, to people and to machines."""

import json
import re

from brief.delivery.digest import lines_of
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from schemas.report import Report

LABEL = "本内容由人工智能生成"


def test_a_report_with_a_models_text_is_labelled_in_every_output(sample_report: Report, quantshark: Format) -> None:
    page, html = render_markdown(sample_report, quantshark).text, render_html(sample_report, quantshark)
    told = " ".join(span.text for line in lines_of(sample_report, quantshark, full=False) for span in line.spans)
    assert [LABEL in text for text in (page, html, told)] == [True, True, True]
    comment = re.search(r"<!-- (\{.*\}) -->\s*\Z", page)
    assert comment
    label = json.loads(comment[1])["AIGC"]
    assert label["Label"] == "1"
    assert label["ProduceID"] == f"quantshark-weekly-{sample_report.period.label}-zh"
    assert '<meta name="AIGC"' in html


def test_a_byline_cannot_end_the_comment(sample_report: Report, quantshark: Format) -> None:
    report = sample_report.model_copy(update={"byline": "--> <script>alert(1)</script>"})
    *_, last = render_markdown(report, quantshark).text.splitlines()
    assert (last[:4], last.count("-->"), last[-3:]) == ("<!--", 1, "-->")
    assert "<script>" not in render_html(report, quantshark)
