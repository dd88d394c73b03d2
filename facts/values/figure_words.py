"""The words around a figure that say how exact it is and which way it moved."""

from collections.abc import Mapping
from typing import Generic, Literal, TypeVar

from facts.text.lexicon import opposites

Hedge = Literal["about", "over", "nearly", "under", "at_least", "at_most", "several"]
Value = TypeVar("Value")


class WordTable(Generic[Value]):
    """Words with a value, found at the end or the beginning of a stretch of text, the longest first."""

    def __init__(self, words: Mapping[Value, str]) -> None:
        self._by_last: dict[str, list[tuple[str, Value]]] = {}
        self._by_first: dict[str, list[tuple[str, Value]]] = {}
        entries = [(word.replace("_", " "), value) for value, listed in words.items() for word in listed.split()]
        for word, value in sorted(entries, key=lambda entry: -len(entry[0])):
            self._by_last.setdefault(word[-1], []).append((word, value))
            self._by_first.setdefault(word[0], []).append((word, value))

    def before(self, text: str, end: int) -> tuple[int, Value] | None:
        """Where the word that ends at `end` begins, and its value."""
        for word, value in self._by_last.get(text[end - 1 : end].lower(), ()):
            start = end - len(word)
            if start >= 0 and text[start:end].lower() == word and _apart(text, start - 1, word[0]):
                return start, value
        return None

    def after(self, text: str, start: int) -> tuple[int, Value] | None:
        """Where the word that begins at `start` ends, and its value."""
        for word, value in self._by_first.get(text[start : start + 1].lower(), ()):
            end = start + len(word)
            if text[start:end].lower() == word and _apart(text, end, word[-1]):
                return end, value
        return None


def _apart(text: str, place: int, edge: str) -> bool:
    """No Latin word runs on over its edge."""
    if not (edge.isascii() and edge.isalpha()) or not 0 <= place < len(text):
        return True
    return not (text[place].isascii() and text[place].isalpha())


HEDGES_BEFORE: WordTable[Hedge | None] = WordTable(
    {
        "about": """
            约 大约 约为 约合 大概 估计约 约达 ~ ≈ about around approximately roughly circa some an_estimated
            estimated
        """,
        "over": """
            超 超过 超越 逾 突破 破 过 多于 高于 大于 > 超出 over more_than above exceeding exceeds topped tops
            surpassing greater_than in_excess_of
        """,
        "nearly": """
            近 将近 接近 近乎 逼近 nearly almost close_to just_under
        """,
        "under": """
            不到 不足 低于 小于 少于 未达 < 未满 不及 under less_than below fewer_than sub-
        """,
        "at_least": """
            至少 不低于 不少于 最少 ≥ 不小于 上百 起码 不亚于 at_least no_less_than minimum_of
        """,
        "at_most": """
            至多 最多 不超过 不得超过 不能超过 不超 不高于 最高 ≤ 不多于 不大于 最大 at_most up_to as_much_as
            as_many_as no_more_than maximum_of
        """,
        None: """
            经过 通过 不过 透过 度过 越过 打破 爆破 附近 最近 靠近 临近 合约 条约 签约 节约 纽约 预约 制约 契约 续约
            违约 邀约 要约 公约 解约 毁约 英超 中超 苏超 法超 西超
        """,
    }
)
"""None: words that only end like a hedge."""
HEDGES_AFTER: WordTable[Hedge | None] = WordTable(
    {
        "about": """
            左右 上下 许 or_so
        """,
        "over": """
            多 余 plus
        """,
        "at_least": """
            以上 及以上 或以上 起 or_more or_higher and_above
        """,
        "at_most": """
            以下 以内 之内 及以下 内 or_less or_fewer
        """,
        None: """
            上下文 许可 许多 多数 多元 多次 多样 余额 以上海 起诉 起义 起火 起飞 起步 起草 起点 起来
            内存 内地 内部 内容 内外 内需 内资 内在 内蒙 内卷 内置 内阁
        """,
    }
)
"""None: words that only begin like a hedge."""
DIRECTIONS_BEFORE: WordTable[Literal[-1, 0, 1]] = WordTable(
    {
        0: """
            make_up makes_up made_up making_up set_up sets_up up_to
        """,
        1: f"""
            {opposites()["change"].up.listed} 新增 净流入 净买入 增持 盈利 提速 加征 增资 加码 boost boosted added adds
        """,
        -1: f"{opposites()['change'].down.listed} 净流出 净卖出 减持 亏损 净亏损 亏 净亏 裁员 裁减 lost loses lose",
    }
)
DIRECTIONS_AFTER: WordTable[Literal[-1, 0, 1]] = WordTable(
    {
        1: """
            增长 增幅 涨幅 升幅 增速 的增长 的涨幅 的增幅 的升幅 的增速 的提升 的上涨 提升 increase growth rise jump
            gain gains surge higher boost hike more rally expansion
        """,
        -1: """
            下降 降幅 跌幅 减幅 的降幅 的跌幅 的下降 的下滑 的下跌 的减少 的降低 decline drop decrease fall loss
            reduction cut lower slump dip less fewer
        """,
    }
)
FILLERS: WordTable[None] = WordTable(
    {
        None: """
            了 至 到 为 达 达到 同比 环比 幅度 幅度为 幅度达 约 的 出 : ： 率 高达 多达 ( （ by to of from at is was
            均 各 近 超 逾 也 仅 再 就 整体 累计 合计
        """,
    }
)
"""What may stand between the word of direction and the figure."""
