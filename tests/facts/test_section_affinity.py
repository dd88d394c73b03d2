from builders import AI, ENERGY, WEB3, hostile_texts
from hypothesis import given

from facts.extraction.section_affinity import Affinities, Affinity
from schemas.section import Section

CORED = WEB3.model_copy(update={"core": ("稳定币",), "terms": ("支付",), "deal_terms": ("融资", "债券", "raises")})
"""A section that takes deals of its own field, of others' and of size."""


def affinity(section_id: str, title: str, text: str = "", web3: Section = WEB3) -> Affinity:
    """Of a section alone in its catalogue, or beside what it is told from."""
    sections = {"ai": (AI.model_copy(update={"excluded_terms": ("ETF",)}),), "web3": (web3, ENERGY)}[section_id]
    (found,) = (one for one in Affinities(sections).of(title, text) if one.section_id == section_id)
    return found


def test_a_term_in_the_headline_counts_for_more_than_one_in_the_text() -> None:
    assert affinity("ai", "大模型发布").score > affinity("ai", "新品发布", "大模型").score


def test_a_term_that_stands_in_headline_and_text_counts_once() -> None:
    assert affinity("ai", "大模型发布", "大模型").score == affinity("ai", "大模型发布").score


def test_a_term_within_a_longer_one_counts_once() -> None:
    batteries = ENERGY.model_copy(update={"terms": ("电池", "固态电池")})
    (found,) = Affinities((batteries,)).of("固态电池量产", "")
    assert (found.score, found.terms) == (2.0, ("固态电池",))


def test_a_weak_term_counts_only_beside_another_one() -> None:
    assert affinity("ai", "开发者大会").score == 0.0
    assert affinity("ai", "OpenAI的开发者").score > affinity("ai", "OpenAI的新品").score


def test_two_weak_terms_in_a_headline_are_one_strong_one() -> None:
    weak = AI.model_copy(update={"weak_terms": ("开发者", "语音")})
    (found,) = Affinities((weak,)).of("面向开发者的语音接口", "")
    assert (found.score, found.terms) == (2.0, ("开发者", "语音"))


def test_excluded_terms_speak_against_a_section_and_never_below_nothing() -> None:
    assert affinity("ai", "大模型ETF").score == 0.0
    assert affinity("ai", "大模型与智能体与OpenAI的ETF").score == 3.0


def test_a_section_that_only_the_text_speaks_for_loses_something() -> None:
    assert affinity("ai", "新品发布", "大模型").score == 0.0
    assert affinity("ai", "新品发布", "大模型、智能体、OpenAI").score == 2.0


def test_the_strongest_section_comes_first_and_ties_stand_in_the_order_of_the_catalogue() -> None:
    sections = Affinities((AI, WEB3))
    assert [one.section_id for one in sections.of("稳定币", "")] == ["web3", "ai"]
    assert [one.section_id for one in sections.of("稳定币与大模型", "")] == ["ai", "web3"]


def test_the_terms_of_the_headline_are_named_first() -> None:
    assert affinity("ai", "智能体发布", "OpenAI").terms == ("智能体", "OpenAI")


# -- deals -----------------------------------------------------------------------------------------------------------


def test_without_core_terms_a_deal_counts_beside_an_amount() -> None:
    assert affinity("web3", "某公司完成融资").score == 0.0
    assert affinity("web3", "某饼干厂完成3亿元融资").score == 2.0


def test_with_core_terms_an_amount_alone_makes_no_deal_of_the_section() -> None:
    assert affinity("web3", "某饼干厂完成3亿元融资", web3=CORED).score == 0.0
    assert affinity("web3", "Biscuit maker raises $30 million", web3=CORED).score == 0.0


def test_a_deal_with_a_core_term_is_of_the_section_even_without_an_amount() -> None:
    found = affinity("web3", "稳定币公司完成融资", web3=CORED)
    assert (found.score, found.terms) == (4.0, ("稳定币", "融资"))


def test_a_deal_of_a_party_that_another_section_knows_is_of_the_section() -> None:
    assert affinity("web3", "某储能公司完成融资", web3=CORED).score == 2.0
    assert affinity("web3", "某公司完成融资", "储能公司", web3=CORED).score == 0.0


def test_a_deal_of_size_is_of_the_section_whoever_makes_it() -> None:
    assert affinity("web3", "某饼干厂发行100亿元债券", web3=CORED).score == 2.0
    smaller = CORED.model_copy(update={"large_deal_usd": 2e9})
    assert affinity("web3", "某饼干厂发行100亿元债券", web3=smaller).score == 0.0


def test_a_core_term_is_a_term_and_is_told() -> None:
    found = affinity("web3", "稳定币试点", web3=CORED)
    assert found == Affinity("web3", 2.0, ("稳定币",), has_core=True, leaning=found.leaning)
    assert affinity("web3", "支付试点", web3=CORED).has_core is False


def test_a_story_has_a_core_term_where_one_of_its_texts_has() -> None:
    told = Affinities((CORED,)).of_all([("支付试点启动", ""), ("支付试点启动", "以稳定币结算"), ("无关", "")])
    assert told[0].has_core
    assert not Affinities((CORED,)).of_all([("支付试点启动", "")])[0].has_core


# -- likeness --------------------------------------------------------------------------------------------------------


def test_likeness_lifts_a_text_to_one_term_and_no_further() -> None:
    headlines = ("某地建成抽水蓄能机组", "抽水蓄能机组全部投运", "抽水蓄能机组并网", "抽水蓄能机组投产")
    taught = Affinities((AI, ENERGY.model_copy(update={"examples": headlines})))
    best, other = taught.of("某省抽水蓄能机组投运", "")
    assert (best.section_id, best.score, best.terms) == ("energy", 2.0, ())
    assert other.score == 0.0
    strong = taught.of("储能电网抽水蓄能机组投运", "")[0]
    assert strong.score == 4.0


def test_likeness_makes_no_excluded_headline_one_of_the_section() -> None:
    energy = ENERGY.model_copy(update={"examples": ("抽水蓄能机组投运",) * 4, "excluded_terms": ("论坛",)})
    assert Affinities((AI, energy)).of("抽水蓄能机组论坛", "")[0].score == 0.0


def test_a_word_that_nobody_says_counts_by_its_parts() -> None:
    energy = ENERGY.model_copy(update={"terms": ("petrochemical", "hydrocarbon")})
    known, unknown = (Affinities((AI, energy)).of(f"New {word} site", "")[0] for word in ("petrochemistry", "football"))
    assert (known.section_id, known.leaning > 0 > unknown.leaning) == ("energy", True)


def test_everyday_words_speak_against_every_section() -> None:
    told = Affinities((AI, ENERGY)).of("Police arrest two men after football match", "")
    assert all(one.leaning < 0 and one.score == 0 for one in told)


@given(hostile_texts(), hostile_texts())
def test_any_text_has_one_affinity_a_section(title: str, text: str) -> None:
    found = Affinities((AI, CORED)).of(title, text)
    assert {one.section_id for one in found} == {"ai", "web3"}
    assert found[0].score >= found[1].score >= 0.0


def test_a_term_within_a_longer_one_of_another_section_is_none() -> None:
    ai = AI.model_copy(update={"terms": ("数字人",)})
    web3 = WEB3.model_copy(update={"terms": ("数字人民币",)})
    found = Affinities((ai, web3)).of("数字人民币试点扩容", "")
    assert [(one.section_id, one.score) for one in found] == [("web3", 2.0), ("ai", 0.0)]


def test_two_sections_may_spell_a_term_differently() -> None:
    ai, web3 = (one.model_copy(update={"terms": (word,)}) for one, word in ((AI, "open-source"), (WEB3, "open source")))
    assert [one.score for one in Affinities((ai, web3)).of("An open source release", "")] == [2.0, 2.0]


def test_a_text_is_read_as_far_as_its_lead() -> None:
    assert affinity("ai", "新品发布", "大模型、智能体" + "。" * 300).terms == ("大模型", "智能体")
    assert affinity("ai", "新品发布", "。" * 300 + "大模型、智能体").score == 0.0
