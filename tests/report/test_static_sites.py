"""The AI daily's page as a static site takes it: front matter, and a text that is no template of the site's."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from builders import ROOT
from markdown_it import MarkdownIt

from brief.report.format import load_format
from brief.report.render.markdown import render_markdown
from brief.report.render.plain import plain
from schemas.report import Report

HOSTILE = (
    '模型 "Aurora"：C:\\new\\table 发布 — `rm -rf`',
    "-- 前缀破折号：“北辰”推出 3.0",
    "--- 北辰上线，价格降至2元 ---",
    "🚀 “星火”发布，算力提升 40%",
    '{{< figure src="x" >}} 推出新版 {{ site.title }} {% raw %}{{{ x }}}',
    "<script>alert(1)</script> 开源 <b>粗体</b>",
    "{# 注释 #} {{% notice %}} 发布 [链接](http://evil.example) | 表格",
    "# 标题：融资 5 亿美元 & 估值 30 亿美元 &amp; ~删~",
    "key: value # 新规征求意见: 明日起",
)
needs_hugo = pytest.mark.skipif(shutil.which("hugo") is None, reason="hugo is not on PATH")


def hostile_page(report: Report) -> str:
    """The sample in the AI daily, its headlines replaced."""
    its_format = load_format(ROOT / "formats", "ai-daily")
    section, template = report.sections[0], report.sections[0].rows[0]
    heads, *others = template.cells
    rows = tuple(
        template.model_copy(
            update={"id": f"items1.e{number}", "cells": (heads.model_copy(update={"text": text, "column": "event"}),)}
        )
        for number, text in enumerate(HOSTILE)
    )
    assert others
    columns = tuple(one.model_copy(update={"id": "event"}) for one in section.columns[:1])
    theme = section.model_copy(
        update={"id": "items1", "title": HOSTILE[4], "thesis": None, "rows": rows, "columns": columns, "effects": ()}
    )
    said = report.synthesis.risks[0]
    bullets = tuple(said.model_copy(update={"id": f"summary{n}", "text": text}) for n, text in enumerate(HOSTILE))
    block = {"id": "summary", "title": "要点", "entries": [one.model_dump() for one in bullets]}
    whole = {
        **report.model_dump(mode="json"),
        "format": "ai-daily",
        "title": HOSTILE[0],
        "names": HOSTILE,
        "sections": [theme.model_dump(mode="json")],
        "blocks": [block],
        "synthesis": {"keywords": [], "signals": [], "risks": []},
    }
    return render_markdown(Report.model_validate_json(json.dumps(whole, default=str)), its_format).text


def as_shown(text: str) -> str:
    return " ".join(plain(text).split())


class _Headings(HTMLParser):
    """The texts of the items' headings, and the tags that stand in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self._is_in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "h3":
            self._is_in = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_in = self._is_in and tag != "h3"

    def handle_data(self, data: str) -> None:
        if self._is_in:
            self.found[-1] += data


def headings(html: str) -> _Headings:
    read = _Headings()
    read.feed(html)
    return read


def test_front_matter_holds_hostile_headlines_as_they_are(sample_report: Report) -> None:
    _, front, _ = hostile_page(sample_report).split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["title"] == HOSTILE[0]
    assert told["seo"][2:] == list(HOSTILE)
    assert told["summary"].split("\n") == [f"- {plain(text)}" for text in HOSTILE]
    assert "approved" not in told


def test_no_headline_opens_a_template_or_markup(sample_report: Report) -> None:
    body = hostile_page(sample_report).split("---\n", 2)[2]
    assert re.findall(r"\{[{%#]", body) == []
    shown = headings(MarkdownIt().render(body))
    assert [as_shown(one).rstrip("¹²") for one in shown.found] == [as_shown(text) for text in HOSTILE]
    assert not shown.tags & {"script", "b", "img"}


@needs_hugo
def test_hugo_builds_the_page_with_its_front_matter(sample_report: Report, tmp_path: Path) -> None:
    layouts, posts = tmp_path / "layouts" / "_default", tmp_path / "content" / "posts"
    layouts.mkdir(parents=True)
    posts.mkdir(parents=True)
    (tmp_path / "config.toml").write_text('baseURL = "https://site.example/"\ndisableKinds = ["RSS", "sitemap"]\n')
    told = '{{ dict "title" .Title "date" (.Date.Format "2006-01-02") "tags" .Params.tags "seo" .Params.seo'
    told += ' "summary" .Params.summary "category" .Params.category | jsonify }}'
    (layouts / "single.json").write_text(told)
    (layouts / "single.html").write_text("{{ .Content }}")
    page = hostile_page(sample_report).replace("---\n", '---\noutputs: ["HTML", "JSON"]\n', 1)
    (posts / "daily.md").write_text(page, "utf-8")
    subprocess.run(["hugo", "--quiet", "-s", str(tmp_path)], check=True, timeout=60, capture_output=True)
    built = tmp_path / "public" / "posts" / "daily"
    read = json.loads((built / "index.json").read_text("utf-8"))
    assert (read["title"], read["date"]) == (HOSTILE[0], str(sample_report.period.end))
    assert (read["tags"][-1], read["seo"][2:]) == (HOSTILE[4], list(HOSTILE))
    assert read["summary"].split("\n") == [f"- {plain(text)}" for text in HOSTILE]
    shown = headings((built / "index.html").read_text("utf-8"))
    assert [letters(one).rstrip("¹²") for one in shown.found] == [letters(text) for text in HOSTILE]
    assert not shown.tags & {"script", "b", "img"}


def letters(text: str) -> str:
    """Hugo sets quotation marks and dashes as a typesetter does."""
    return "".join(sign for sign in plain(text) if sign.isalnum() or sign in "{}<>%")
