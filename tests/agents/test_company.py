"""How much must speak for a section, by what comes with a document."""

from agents.section_classifier.company import Told, least_leanings
from facts.extraction.section_affinity import A_TERM

_NOTHING, _ALIEN, _LITTLE = 0.0, -3.0, 0.5
PLACED = Told(None, "en", "trade press")
SILENT = Told(_NOTHING, "en", "trade press")
STRANGE = Told(_ALIEN, "en", "general paper")


def test_alone_a_document_needs_a_term() -> None:
    assert least_leanings([SILENT]) == [A_TERM]


def test_among_documents_of_sections_nothing_need_speak_for_it() -> None:
    *_, least = least_leanings([PLACED] * 40 + [SILENT])
    assert least < _NOTHING


def test_what_speaks_for_everyday_language_stays_out_of_every_company() -> None:
    told = [*[PLACED] * 40, STRANGE]
    assert least_leanings(told)[-1] > _ALIEN


def test_a_source_counts_beside_the_language_of_its_documents() -> None:
    paper, press = Told(_LITTLE, "en", "general paper"), Told(_LITTLE, "en", "trade press")
    of_paper, of_press = least_leanings([*[PLACED] * 40, *[STRANGE] * 40, paper, press])[-2:]
    assert of_press < _LITTLE < of_paper


def test_documents_of_another_language_are_no_company() -> None:
    assert least_leanings([*[PLACED] * 40, SILENT._replace(lang="zh", source="other")])[-1] == A_TERM
