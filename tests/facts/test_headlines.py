import pytest
from builders import hostile_texts, is_cut
from hypothesis import given

from facts.text.headlines import ends_asking, headline, is_plain, tells_a_happening, without_question


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("【快讯】某厂建成100兆瓦储能电站", "某厂建成100兆瓦储能电站"),
        ("快讯：某厂建成100兆瓦储能电站", "某厂建成100兆瓦储能电站"),
        ("【某厂建成100兆瓦储能电站】", "某厂建成100兆瓦储能电站"),
        ("某厂建成100兆瓦储能电站_财经网", "某厂建成100兆瓦储能电站"),
        ("某厂建成100兆瓦储能电站 | 能源观察", "某厂建成100兆瓦储能电站"),
        ("某厂建成100兆瓦储能电站——能源日报社", "某厂建成100兆瓦储能电站"),
        ("Grid operator orders 300 MW of storage - Reuters", "Grid operator orders 300 MW of storage"),
        ("Breaking: Grid operator orders 300 MW", "Grid operator orders 300 MW"),
        ("  某厂建成储能电站 ", "某厂建成储能电站"),
    ],
)
def test_labels_brackets_and_the_outlets_tail_are_left_out(title: str, kept: str) -> None:
    assert headline(title).text == kept


@pytest.mark.parametrize(
    "title",
    [
        "某厂建成储能电站 | 规模100兆瓦",
        "GPT-5.2 - a smaller model for edge devices",
        "【公司】与【对手】联手建设储能电站",
        "2026-W02",
        "海外网",
        "报道：某厂建成",
    ],
)
def test_what_is_no_label_and_no_outlet_stays(title: str) -> None:
    assert headline(title).text == title


def test_a_title_that_is_all_label_stays_as_it_is() -> None:
    assert headline("【快讯】").text
    assert headline(" ").text == " "


@given(hostile_texts())
def test_a_headline_is_an_exact_span_that_cuts_no_number_or_word(title: str) -> None:
    kept = headline(title)
    assert title[kept.start : kept.end] == kept.text
    assert bool(kept.text) == bool(title)
    assert not is_cut(title, kept.start)
    assert not is_cut(title, kept.end)


@pytest.mark.parametrize("title", ["某厂建成储能电站", "Grid operator orders storage", "【快讯】某厂建成储能电站"])
def test_a_sentence_tells_a_happening(title: str) -> None:
    assert tells_a_happening(title)


@pytest.mark.parametrize(
    "title",
    [
        "openai/codex",
        "example.com",
        "储能",
        "GPT-5",
        "",
        "【快讯】",
        "<br> <br> <br> <br>",
        "` ` ` `",
        "* * * *",
        "&nbsp; &nbsp; &nbsp; &#173;",
        "! ? … —",
    ],
)
def test_names_addresses_and_titles_with_nothing_to_read_tell_none(title: str) -> None:
    assert not tells_a_happening(title)


def test_long_runs_of_blanks_take_no_long_time() -> None:
    """Quadratic time would take half an hour for this one."""
    title = "某厂建成" + " " * 300_000 + "储能电站"
    assert headline(title).text == title


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("MiniMax港股上市募资41.89亿港元，谁在为500亿估值买单", "MiniMax港股上市募资41.89亿港元"),
        ("油价重返百元，加息还会来吗？", "油价重返百元"),
        ("英伟达发布Rubin，意味着什么", "英伟达发布Rubin"),
        ("为何是现在", "为何是现在"),
        ("如何理解十五五规划，专家解读", "如何理解十五五规划，专家解读"),
        ("阿里开源千问，性能翻番", "阿里开源千问，性能翻番"),
    ],
)
def test_a_headline_is_told_up_to_the_clause_that_asks(title: str, told: str) -> None:
    assert without_question(title) == told


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("谁是下一个？", True),
        ("What comes next? - Energy News", True),
        ("“谁是下一个？”！", True),
        ("谁是下一个？答案揭晓", False),
        ("储能电站投产", False),
    ],
)
def test_a_teaser_ends_in_its_question(title: str, asks: bool) -> None:
    assert ends_asking(title) is asks


@pytest.mark.parametrize(
    "title", ["油价重返百元，加息还会来吗？", "英伟达放大招！", "谁在买单", "甲公司下场“养虾” 押注推理", "真相是…"]
)
def test_what_asks_calls_or_plays_on_a_coined_word_is_not_plain(title: str) -> None:
    assert not is_plain(title)


@pytest.mark.parametrize(
    "title", ["阿里开源千问，性能翻番", "甲公司收购“某某某某科技”", "Meta signs a $27 billion deal"]
)
def test_a_headline_that_tells_is_plain(title: str) -> None:
    assert is_plain(title)
