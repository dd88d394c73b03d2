"""The figures at the top of a page."""

from brief.report.render.key_figures import key_figures


def test_each_headline_gives_one_figure_as_it_is_printed_money_before_counts_and_sections_take_turns() -> None:
    ai = [("甲公司以300台服务器换得26.5亿美元订单", "s1r1"), ("乙公司开会", "s1r2"), ("丙公司装机120万千瓦", "s1r3")]
    energy = [("丁公司营收增长34%", "s2r1")]
    found = key_figures([ai, energy])
    assert [(one.text, one.anchor) for one in found] == [
        ("26.5亿美元", "s1r1"),
        ("34%", "s2r1"),
        ("120万千瓦", "s1r3"),
    ]


def test_fewer_than_three_headlines_with_a_figure_make_no_strip() -> None:
    assert key_figures([[("营收增长34%", "a"), ("融资2亿元", "b"), ("开会", "c")]]) == ()
