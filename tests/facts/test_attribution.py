import pytest

from facts.support.attribution import copied_unvouched, other_speaker, unvouched

_BOND = "知情人士称，京东正考虑首次发行点心债，筹资规模约14亿美元。"
_GOLDMAN = "高盛预计，到2030年美国数据中心用电占比升至11%，缺口达50吉瓦。"
_CHIP = "先进制程高度依赖外部代工，若供应受限，后续迭代停摆。"
_PEOPLE = "Baidu plans a Hong Kong listing of its chip unit, people familiar with the matter said."


@pytest.mark.parametrize(
    ("text", "source", "lost"),
    [
        ("京东正考虑首次发行点心债，筹资规模约14亿美元", _BOND, "知情人士称"),
        ("京东拟发行约14亿美元点心债", _BOND, "知情人士称"),
        ("到2030年美国数据中心用电占比升至11%", _GOLDMAN, "高盛预计"),
        ("后续迭代停摆", _CHIP, "若供应受限"),
        ("后续迭代将停摆", _CHIP, "若供应受限"),
        ("Baidu plans a Hong Kong listing of its chip unit", _PEOPLE, "people familiar"),
        ("百度计划分拆芯片部门赴港上市", _PEOPLE, "people familiar"),
        ("企业的部署成本可下降30%以上", "业内人士测算，优化后，企业的部署成本可下降30%以上。", "业内人士测算"),
    ],
)
def test_hearsay_guesses_and_conditions_told_as_facts_are_found(text: str, source: str, lost: str) -> None:
    assert unvouched(text, source, source) == lost


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("据知情人士，京东考虑发行约14亿美元点心债", _BOND),
        ("京东或发行约14亿美元点心债", _BOND),
        ("高盛预测2030年缺口达50吉瓦", _GOLDMAN),
        ("到2030年缺口将达50吉瓦", _GOLDMAN),
        ("供应一旦受限，后续迭代停摆", _CHIP),
        ("先进制程高度依赖外部代工", _CHIP.split("，", maxsplit=1)[0]),
        ("Baidu may list its chip unit in Hong Kong", _PEOPLE),
        ("据悉百度计划分拆芯片部门", _PEOPLE),
        ("公司拟募资5亿元", "公司公告称，拟募资5亿元。"),
        ("比亚迪称产能翻番", "比亚迪表示，产能翻番。"),
        ("产能翻番", "比亚迪表示，产能翻番。"),
    ],
)
def test_any_word_of_hearsay_likelihood_or_condition_will_do_and_a_named_speaker_needs_none(
    text: str, source: str
) -> None:
    assert unvouched(text, source, source) is None


_XPENG = "公司认为，少一道转译意味着更低的时延和更小的信息损失。庞大的车队有望为模型持续提供真实路况数据。"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("少一道转译意味着更低的时延和更小的信息损失。庞大的车队有望为模型持续提供真实路况数据。", "公司认为"),
        ("去掉语言之后，少一道转译意味着更低的时延和更小的信息损失", "公司认为"),
        ("公司判断，少一道转译意味着更低的时延和更小的信息损失", None),
        ("少一道转译可能意味着更低的时延和更小的信息损失", None),
        ("转译少了，时延和信息损失都更小", None),
        ("庞大的车队有望为模型持续提供真实路况数据", None),
    ],
    ids=["copied whole", "copied in part", "vouched for", "held for likely", "in other words", "not his"],
)
def test_a_copied_clause_needs_its_speaker_in_its_own_sentence(text: str, lost: str | None) -> None:
    assert copied_unvouched(text, _XPENG) == lost


def test_what_stands_before_the_condition_is_not_tied_to_it() -> None:
    quote = "先进制程高度依赖外部代工"
    assert unvouched(quote, quote, _CHIP) is None


def test_another_sentence_of_the_passage_vouches_for_nothing() -> None:
    quote = "该公司去年发行可转债。"
    assert unvouched(quote, quote, _BOND + quote) is None


def test_a_clause_before_the_quote_counts_though_it_was_not_quoted() -> None:
    quote = "京东正考虑首次发行点心债"
    assert unvouched(quote, quote, _BOND) == "知情人士称"


@pytest.mark.parametrize(
    ("text", "source", "speakers"),
    [
        ("小米认为，自研芯片意味着选择更多", "业内人士认为，自研芯片意味着选择更多。", ("小米", "业内人士")),
        ("京东表示，正考虑首次发行点心债", _BOND, ("京东", "知情人士")),
        ("摩根大通预计，2030年缺口达50吉瓦", _GOLDMAN, ("摩根大通", "高盛")),
    ],
)
def test_another_speaker_than_the_sources_is_found(text: str, source: str, speakers: tuple[str, str]) -> None:
    assert other_speaker(text, [(source, source)]) == speakers


def test_a_speaker_of_any_of_the_sources_is_none() -> None:
    text = "业内人士认为，储能转为主力电源；高盛预计，2030年缺口达50吉瓦"
    quoted = [("业内人士认为，储能转为主力电源", "业内人士认为，储能转为主力电源。"), (_GOLDMAN, _GOLDMAN)]
    assert other_speaker(text, quoted) is None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("高盛分析师认为，2030年缺口达50吉瓦", _GOLDMAN),
        ("分析人士称，2030年缺口达50吉瓦", _GOLDMAN),
        ("比亚迪王传福表示，5分钟充好", "比亚迪董事长王传福在发布会上表示，5分钟充好。"),
        ("公司表示，5分钟充好", "第二代刀片电池5分钟充好。"),
    ],
)
def test_the_same_speaker_in_short_one_unnamed_and_one_that_the_source_does_not_name_are_none(
    text: str, source: str
) -> None:
    assert other_speaker(text, [(source, source)]) is None
