"""What a text means beside its evidence: hard cases by hand. Which way it goes is in tests/checks/test_direction.py."""

import pytest
from builders import news_texts
from hypothesis import given

from facts.support.meaning import (
    impossible_changes,
    invented_causes,
    leaves_open,
    settled_statements,
    turned_statements,
)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("公司发行20亿元债券", "公司拟发行20亿元债券"),
        ("京东发行点心债14亿美元", "知情人士称，京东发行点心债14亿美元"),
        ("航油成本还有下降空间", "航油成本可能还有下降空间"),
        ("泰国与伊朗达成通行协议", "据报道，泰国与伊朗达成通行协议"),
        ("新机型的交付推迟一季", "若供应受限，新机型的交付推迟一季"),
        ("工厂已建成三条产线", "工厂计划建成三条产线"),
        ("工厂已建成三条产线", "工厂将建成三条产线"),
        ("The firm raises $2 billion in Hong Kong", "The firm plans to raise $2 billion in Hong Kong"),
        ("Output of the plant drops 5%", "Output of the plant could drop 5%"),
    ],
)
def test_what_the_evidence_leaves_open_is_told_as_settled(said: str, known: str) -> None:
    assert settled_statements(said, [known])


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("公司拟发行20亿元债券", "公司拟发行20亿元债券"),
        ("公司计划发行20亿元债券", "公司拟发行20亿元债券"),
        ("高盛称，航油成本还有下降空间", "航油成本可能还有下降空间"),
        ("工厂2027年建成三条产线", "工厂将于2027年建成三条产线"),
        ("工厂已建成三条产线", "工厂已建成三条产线，计划再建两条"),
        ("公司发行20亿元债券", "公司发行20亿元债券"),
        ("公司发行20亿元债券", "某地计划新建博物馆"),
    ],
)
def test_what_leaves_it_open_too_or_has_it_settled_is_not(said: str, known: str) -> None:
    assert settled_statements(said, [known]) == ()


def test_a_headline_that_has_it_settled_settles_it() -> None:
    known = "【某厂建成三条产线】据报道，某厂建成三条产线。"
    assert settled_statements("某厂建成三条产线", [known]) == ()


def test_both_clauses_are_shown_in_whole() -> None:
    found, *_ = settled_statements("公司发行20亿元债券，用于建厂", ["公司拟发行20亿元债券，用于建厂。"])
    assert (found.said, found.known) == ("公司发行20亿元债券", "公司拟发行20亿元债券")


@pytest.mark.parametrize(
    ("said", "known", "is_invented"),
    [
        ("电价下降导致三家工厂停产", "三家工厂停产检修。", True),
        ("电价下降导致三家工厂停产", "因为缺电，三家工厂停产检修。", False),
        ("电价下降可能导致三家工厂停产", "三家工厂停产检修。", False),
        ("三家工厂停产检修", "三家工厂停产检修。", False),
        ("Falling prices led to the closure of three plants", "Three plants face closure.", True),
    ],
)
def test_a_cause_that_no_sentence_knows_is_invented(said: str, known: str, is_invented: bool) -> None:
    assert bool(invented_causes(said, [known])) is is_invented


@pytest.mark.parametrize("text", ["销量从5万辆降至6万辆", "营收由8亿元增至7亿元", "prices cut from 5% down to 6%"])
def test_a_fall_to_more_or_a_rise_to_less_cannot_be(text: str) -> None:
    assert impossible_changes(text) == (text,)


@pytest.mark.parametrize("text", ["销量从6万辆降至5万辆", "营收由7亿元增至8亿元", "股价从5元到6元", "降幅从5%扩大至6%"])
def test_other_changes_can(text: str) -> None:
    assert impossible_changes(text) == ()


@pytest.mark.parametrize(("text", "is_open"), [("电价可能下降", True), ("若补贴退坡", True), ("电价下降", False)])
def test_a_word_of_likelihood_or_condition_leaves_a_text_open(text: str, is_open: bool) -> None:
    assert leaves_open(text) is is_open


@given(news_texts())
def test_a_text_means_what_it_says_itself(text: str) -> None:
    assert turned_statements(text, [text]) == ()
    assert settled_statements(text, [text]) == ()
    assert invented_causes(text, [text]) == ()
