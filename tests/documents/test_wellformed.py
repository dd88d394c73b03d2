import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.wellformed import well_formed


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("<t>S&P 500, R&D; AT&T</t>", "<t>S&amp;P 500, R&amp;D; AT&amp;T</t>"),
        ("<t>a&amp;b &lt; &#20013; &#x4E2D;</t>", "<t>a&amp;b &lt; &#20013; &#x4E2D;</t>"),
        ("<t>&nbsp;&mdash;&nosuch;</t>", "<t>&#160;&#8212;&amp;nosuch;</t>"),
        ("<t>&#55357;&#56960; &#0;&#x110000;&#xD83D;!</t>", "<t>&#128640; !</t>"),
        ("<t>a\x00\x08b\ufffe</t>", "<t>ab</t>"),
        ("<t><![CDATA[R&D &nbsp;]]>&<!-- & --></t>", "<t><![CDATA[R&D &nbsp;]]>&amp;<!-- & --></t>"),
        ('<!DOCTYPE t SYSTEM "x.dtd"><t/>', "<t/>"),
        ("<!DOCTYPE t [<!ENTITY a 'x'><!ENTITY b '&#20013;'>]><t>&a;&b;&other;</t>", "<t>x&#20013;&amp;other;</t>"),
        ('<!DOCTYPE t [<!ENTITY a "x"><!ENTITY b "&a;"><!ENTITY c SYSTEM "file:///c">]><t>&b;&c;</t>', "<t></t>"),
        (f"<!DOCTYPE t [<!ENTITY a '{'x' * 13}'>]><t>&a;</t>", "<t></t>"),
        ('<?xml version="1.0" encoding="gbk"?><t/>', "<t/>"),
        ("<t>&#9999999999999999999999;</t>", "<t>&amp;#9999999999999999999999;</t>"),
        ("<t><![CDATA[never ends &", "<t><![CDATA[never ends &amp;"),
    ],
)
def test_a_fault_of_one_character_costs_a_character(written: str, mended: str) -> None:
    assert well_formed(written) == mended


@given(st.text(alphabet=st.characters(exclude_characters="<>"), max_size=200))
def test_any_text_between_tags_is_parsed(text: str) -> None:
    ET.fromstring(f"<r>{well_formed(f'<t>{text}</t>')}</r>")


@given(st.text(max_size=200))
def test_what_is_well_formed_stays_so(text: str) -> None:
    once = well_formed(f"<t>{text}")
    assert well_formed(once) == once
