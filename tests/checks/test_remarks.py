"""What is wrong is said in the report's language: writers and the critic's second look are shown it."""

import re
from dataclasses import replace
from string import Formatter

import pytest
from builders import ROOT

from checks.base import Check
from checks.catalogue import CHECKS, _sound
from checks.remarks import _remarks, recognised, remark

REMARKS = tuple(_remarks())
_ASKED = re.compile(r'\bremark\(\s*"(\w+)"')
_ENGLISH = re.compile("[A-Za-z]{2,} [A-Za-z]{2,}")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", REMARKS)
def test_a_remark_says_the_same_in_each_language_in_its_own_words(name: str) -> None:
    one = remark(name)
    assert places(one.zh) == places(one.en)
    assert _CHINESE.search(one.zh)
    assert not _ENGLISH.search(one.zh)
    assert not _CHINESE.search(one.en)


def test_every_remark_is_made_by_a_check_and_every_one_that_is_made_has_words() -> None:
    code = (path.read_text("utf-8") for room in ("checks", "agents") for path in (ROOT / room).rglob("*.py"))
    assert {name for text in code for name in _ASKED.findall(text)} == set(REMARKS)


def test_a_remark_lists_words_as_its_language_does() -> None:
    told = remark("figure_not_there").of(figure="5GW", known=("3GW", "4GW"))
    assert (told.told("zh").count("3GW、4GW"), told.told("en").count("3GW, 4GW")) == (1, 1)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.kind))
def test_what_is_wrong_with_a_draft_is_said_in_the_language_of_its_report(check: Check) -> None:
    draft, index = _sound()
    in_chinese = [one.message for one in check.issues(check.spoil(draft), index)]
    assert all(_CHINESE.search(one) and not _ENGLISH.search(one) for one in in_chinese)
    in_english = [one.message for one in check.issues(check.spoil(draft), replace(index, language="en"))]
    assert all(_ENGLISH.search(one) for one in in_english)
    assert in_chinese or check.kind == "wrong_language"


def test_a_remark_is_known_again_in_either_language_with_what_it_is_about() -> None:
    said = remark("figure_not_there").of(figure="3GW", known=("2GW", "1GW"))
    for language in ("zh", "en"):
        found = recognised(said.told(language))
        assert found is not None
        assert found[1]["figure"] == "3GW"
        assert "3GW" in found[0].of(**found[1]).told("en")
    assert recognised("Say who pays.") is None
