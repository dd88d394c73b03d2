"""Where sentences and clauses begin and end."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts.text.sentences import clauses, sentences

SENTENCES = [
    ("英伟达发布新品。股价上涨！为何？", ["英伟达发布新品。", "股价上涨！", "为何？"]),
    ("第一，扩产；第二，降价。", ["第一，扩产；", "第二，降价。"]),
    ("第一行\n第二行\r\n第三行\u2028第四行", ["第一行", "第二行", "第三行", "第四行"]),
    ("【大涨！三大指数收红】3月2日，沪指涨1.5%。", ["【大涨！三大指数收红】", "3月2日，沪指涨1.5%。"]),
    ("背景\n【快讯。】正文。", ["背景", "【快讯。】", "正文。"]),
    ("《新规【2026】3号》发布。", ["《新规【2026】3号》发布。"]),
    ("他说：“我们会扩产。”随后离场。", ["他说：“我们会扩产。”", "随后离场。"]),
    ("“真的吗？”他问。", ["“真的吗？”他问。"]),
    ("公司（成立于2010年。总部在上海）上市。完。", ["公司（成立于2010年。总部在上海）上市。", "完。"]),
    ("太好了！！！真的？！是。", ["太好了！！！", "真的？！", "是。"]),
    ("售价1.5万元.起", ["售价1.5万元.起"]),
    ("OpenAI raised $2.65B. It plans more.", ["OpenAI raised $2.65B.", "It plans more."]),
    ("U.S. officials agreed. Apple Inc. rose 1.5%.", ["U.S. officials agreed.", "Apple Inc. rose 1.5%."]),
    ("Tools, e.g. RAG, help. J. Smith said so.", ["Tools, e.g. RAG, help.", "J. Smith said so."]),
    (
        "Version v2.0 is out! Get it at http://a.com/?q=1 now.",
        ["Version v2.0 is out!", "Get it at http://a.com/?q=1 now."],
    ),
    ("On Feb. 8 it rose. On Jan. 3 it fell.", ["On Feb. 8 it rose.", "On Jan. 3 it fell."]),
    ("1. First point. 2. Second point.", ["1. First point.", "2. Second point."]),
    ('He said "No. Never." and left. Then he came back.', ['He said "No. Never." and left.', "Then he came back."]),
    ("规模达1. 4 万亿元。净利3. 5亿元。", ["规模达1. 4 万亿元。", "净利3. 5亿元。"]),
    ("It grew in 2025. 12 firms followed.", ["It grew in 2025.", "12 firms followed."]),
    ("访问example.com。v1.2.3发布", ["访问example.com。", "v1.2.3发布"]),
    ("Yahoo!宣布裁员。", ["Yahoo!", "宣布裁员。"]),
    ("等待结果 ...", ["等待结果 ..."]),
    ("  。 \n ——  \n", []),
    ("", []),
]
CLAUSES = [
    ("沪指涨1.5%，深成指涨2%；成交1,320.5亿元。", ["沪指涨1.5%", "深成指涨2%；", "成交1,320.5亿元。"]),
    ("采用3、5、8纳米工艺，良率90%", ["采用3、5、8纳米工艺", "良率90%"]),
    ("北京、上海、广州等地区出台政策", ["北京、上海、广州等地区出台政策"]),
    ("营收同比增长5.3%、净利润环比下降3%", ["营收同比增长5.3%", "净利润环比下降3%"]),
    ("净亏损0.60亿元—0.90亿元，结果：不错——就是这样", ["净亏损0.60亿元—0.90亿元", "结果", "不错", "就是这样"]),
    ("他说“好，很好，非常好”，随后离开", ["他说“好，很好，非常好”", "随后离开"]),
    ("公司（以下简称，甲方）公告", ["公司（以下简称，甲方）公告"]),
    ("会议于10:30开始，比分1：1", ["会议于10:30开始", "比分1：1"]),
    ("产量１，３２０台，增长", ["产量１，３２０台", "增长"]),
    ("共1，320台，增长", ["共1，320台", "增长"]),
    ("OpenAI, which raised $1,000,000, grew: fast", ["OpenAI", "which raised $1,000,000", "grew", "fast"]),
    ("Q1 2025 - Q2 2026 growth - a record", ["Q1 2025 - Q2 2026 growth - a record"]),
    ("增速放缓,需求回落", ["增速放缓", "需求回落"]),
    ("It is due by December 31, 2027, or later", ["It is due by December 31, 2027", "or later"]),
    ("Bids of 462 million, 471 million and more, he said", ["Bids of 462 million, 471 million and more", "he said"]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_text_is_split_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [span.text for span in sentences(text)] == expected


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_a_sentence_is_split_into_its_clauses(text: str, expected: list[str]) -> None:
    assert [span.text for span in clauses(text)] == expected


def test_a_long_quotation_is_split_into_its_sentences() -> None:
    quotation = "“" + "这是一句相当长的话，说了很多事情。" * 8 + "”他说。"
    assert len(sentences(quotation)) == 9


_ALPHABET = 'ab1. ,，。！？;；：:、“”"（）()【】《》\n-—…U.S.'


@given(st.text(alphabet=_ALPHABET, max_size=80) | st.text(max_size=80))
@example("【")
@example("“。”")
@example(" \u2028a")
def test_spans_are_exact_trimmed_in_order_and_lose_no_letter(text: str) -> None:
    for split in (sentences, clauses):
        end = 0
        for span in split(text):
            assert text[span.start : span.end] == span.text == span.text.strip() != ""
            assert not any(map(str.isalnum, text[end : span.start]))
            end = span.end
        assert not any(map(str.isalnum, text[end:]))


@given(st.text(alphabet=_ALPHABET, max_size=80))
def test_every_clause_lies_in_one_sentence(text: str) -> None:
    within = [(span.start, span.end) for span in sentences(text)]
    assert all(any(start <= span.start and span.end <= end for start, end in within) for span in clauses(text))


@pytest.mark.parametrize("token", ["【", "“", "（", ".", "。", "，", "、", "a", "1,", "—", "a. ", '"'])
def test_a_very_long_token_is_split_at_all(token: str) -> None:
    """Takes milliseconds; a pattern that is not linear would take minutes."""
    text = token * 20_000
    assert all(span.end <= len(text) for span in clauses(text))
