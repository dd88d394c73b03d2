import pytest

from brief.documents.sources.base import SourceFailed
from brief.documents.sources.bulk import MOST_TAGS, expect_parsable


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<div>" * (MOST_TAGS + 1), "holds more than 250000 tags"),
        (b"&" * 4 * (MOST_TAGS + 1), "holds more than 250000 tags"),
        (b"<item " + b"a='1' " * 2001 + b">", "has an element with more than 2000 attributes"),
    ],
)
def test_what_would_keep_a_parser_busy_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(SourceFailed, match=said):
        expect_parsable(content)


def test_a_large_feed_with_pictures_in_its_text_is_none() -> None:
    picture = b"<![CDATA[<img alt='' src='data:image/png;base64," + b"QUJD" * 200_000 + b"=='>]]>"
    expect_parsable((b"<item><title>a=b</title>&lt;p&gt;" + b"x=1 " * 3000 + b"</item>") * 30 + picture)
