"""Whether a word names a theme, and not an organisation, a person or a product."""

import re
from collections.abc import Iterable

from facts.names.name_words import GENERIC_LATIN
from facts.text.lexicon import word_list
from facts.text.segmenter import words

_LATIN = re.compile(r"[A-Za-z][\w.&+-]*", re.ASCII)
_SOMEBODY = frozenset({"nr", "nrfg", "nrt", "nt"})
"""Tags of people and organisations; that of short forms is 光伏's as well."""
_OFFICE = re.compile(r"(?:[局署部委厅院社行]|公司|集团|大学|银行|协会|组织|委员会)$")
_OFFICERS = re.compile(r"\s*(?:CEO|首席执行官|董事长|总裁|创始人|发言人|旗下)")
_BEHIND = 8


def is_theme(term: str, texts: Iterable[str]) -> bool:
    """None of its words is a name, and in none of `texts` it says or plans something or has officers."""
    if any(word not in GENERIC_LATIN and not word.islower() for word in _LATIN.findall(term)):
        return False
    if _OFFICE.search(term) or any(word.tag in _SOMEBODY for word in words(term)):
        return False
    return not any(_acts(term, text) for text in texts)


def _acts(term: str, text: str) -> bool:
    acting = word_list("speech", "plan")
    return any(
        acting.begins(text[found.end() : found.end() + _BEHIND].lstrip("：: ")) or _OFFICERS.match(text, found.end())
        for found in re.finditer(re.escape(term), text)
    )
