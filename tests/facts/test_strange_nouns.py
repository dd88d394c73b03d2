import pytest
from builders import news_texts
from hypothesis import given

from facts.names.detection import Aliases
from facts.support.strange_nouns import strange_nouns

TABLE = Aliases((("谷歌", "Google"),))


@pytest.mark.parametrize(
    ("said", "known", "nouns"),
    [
        ("东旭科技坚持陶瓷隔层的技术路线", "辉能科技坚持陶瓷隔层的技术路线", ("东旭",)),
        ("兴业银行昨日完成首批绿色债券发行", "浦发银行昨日完成首批绿色债券发行", ("兴业银行",)),
        ("辉能坚持陶瓷隔层的技术路线", "辉能科技坚持陶瓷隔层的技术路线", ()),
        ("谷歌坚持陶瓷隔层的技术路线", "辉能科技坚持陶瓷隔层的技术路线", ()),
        ("东旭科技昨天与客户签下新的供货合同", "辉能科技坚持陶瓷隔层的技术路线", ()),
        ("The firm keeps its ceramic separator", "The company keeps its ceramic separator", ()),
    ],
)
def test_a_name_is_strange_where_all_else_is_told(said: str, known: str, nouns: tuple[str, ...]) -> None:
    assert strange_nouns(said, [known], TABLE) == nouns


@given(news_texts())
def test_no_noun_is_strange_to_its_own_text(text: str) -> None:
    assert strange_nouns(text, [text], TABLE) == ()
