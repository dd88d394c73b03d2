import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.decoding import decode

TRADITIONAL = "台積電宣布擴大在美國的投資，預計今年資本支出將超過三百億美元"
SIMPLIFIED = "台积电宣布扩大在美国的投资，预计今年资本支出将超过三百亿美元"
JAPANESE = "政府は新しいエネルギー政策を発表した。投資額は三百億円に達する"
KOREAN = "정부는 새로운 에너지 정책을 발표했다. 투자액은 삼백억원에 이른다"
RUSSIAN = "Правительство объявило о новой энергетической политике"
FRENCH = "Zürich: coût réduit, une société énergétique l’a annoncé"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "big5"),
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (RUSSIAN, "windows-1251"),
        (FRENCH, "windows-1252"),
    ],
)
@pytest.mark.parametrize("head", ["<rss>", '<?xml version="1.0" encoding="utf-8"?><rss>'])
def test_bytes_without_a_true_name_are_read_as_what_they_are(text: str, encoding: str, head: str) -> None:
    read, told = decode(f"{head}<title>{text}</title>".encode(encoding), {"content-type": "text/xml; charset=utf-8"})
    assert text in read
    assert told is not None


@pytest.mark.parametrize(
    ("content_type", "declared", "encoding"),
    [
        ("text/xml; charset=Big5", "", "big5"),
        ("text/xml", '<?xml version="1.0" encoding="big5"?>', "big5"),
        ("text/html; charset=iso-8859-1", '<meta charset="big5">', "big5"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=Big5">', "big5"),
        ("text/xml; charset=nonsense", '<?xml version="1.0" encoding="rot13"?>', "utf-8"),
        ("text/xml; charset=gb2312", "", "utf-8"),
        ("text/xml", "", "utf-8-sig"),
        ("text/xml; charset=utf-8", "", "utf-16"),
        ("text/xml", "", "utf-32-be"),
        ("text/xml", '<?xml version="1.0" encoding="big5"?>', "utf-16-le"),
    ],
)
def test_a_text_is_read_as_mark_header_or_declaration_say(content_type: str, declared: str, encoding: str) -> None:
    text = f"{declared or '<rss>'}{TRADITIONAL}"
    assert decode(text.encode(encoding), {"content-type": content_type}) == (text, None)


def test_an_escaped_encoding_is_read_though_its_bytes_are_ascii() -> None:
    text = '<?xml version="1.0" encoding="iso-2022-jp"?>政策'
    assert decode(text.encode("iso-2022-jp"), {}) == (text, None)


@pytest.mark.parametrize(("text", "encoding"), [(TRADITIONAL, "utf-8"), (SIMPLIFIED, "gb18030"), (RUSSIAN, "utf-8")])
def test_a_bad_byte_costs_a_character(text: str, encoding: str) -> None:
    content = text[:10].encode(encoding) + b"\xff" + text[10:].encode(encoding)
    read, told = decode(content, {"content-type": f"text/xml; charset={encoding}"})
    assert (read, told) == (text, None)


@given(st.binary(), st.sampled_from(["", "text/html; charset=big5", "text/xml; charset=utf-7", "x; charset=\xff"]))
def test_any_bytes_are_a_text(content: bytes, content_type: str) -> None:
    assert isinstance(decode(content, {"content-type": content_type})[0], str)


@given(st.text())
def test_what_is_utf_8_is_read_as_it_is(text: str) -> None:
    head = "<rss>é"
    assert decode((head + text.encode("utf-8", "ignore").decode()).encode(), {})[0].startswith(head)
