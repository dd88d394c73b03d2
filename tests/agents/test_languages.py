import pytest
from builders import document

from agents.retriever.clustering import cluster
from agents.retriever.languages import Languages
from facts.names.detection import Aliases
from schemas.retrieval import Document

_ALIASES = (("英伟达", "Nvidia", "NVIDIA"), ("微软", "Microsoft"), ("三星", "Samsung"))
_CHINESE = document("英伟达入股Reflection", host="a.example")
_ENGLISH = document("Nvidia takes a stake in Reflection", lang="en", host="b.example", hour=9)
_STRANGE = document("微软为Reflection提供云服务", host="c.example")


def publishers(*documents: Document, aliases: tuple[tuple[str, ...], ...] = _ALIASES) -> list[str]:
    return ["".join(one.publisher[0] for one in group) for group in cluster(documents, aliases)]


def test_names_of_one_group_of_aliases_join_two_languages() -> None:
    assert publishers(_CHINESE, _ENGLISH) == ["ab"]


def test_without_the_aliases_they_do_not_meet() -> None:
    assert publishers(_CHINESE, _ENGLISH, aliases=()) == ["a", "b"]


def test_common_words_in_latin_letters_are_no_names() -> None:
    chinese = document("某厂宣布向AI agents开放Data Platform", host="a.example")
    english = document("An AI platform gives agents new data", lang="en", host="b.example")
    assert publishers(chinese, english) == ["a", "b"]


def test_one_name_in_common_is_no_happening() -> None:
    assert publishers(_STRANGE, _ENGLISH) == ["c", "b"]


@pytest.mark.parametrize(("day", "joined"), [(10, True), (11, False)])
def test_two_languages_may_be_three_days_apart(day: int, joined: bool) -> None:
    chinese = document("英伟达、微软、三星入股Reflection", host="a.example")
    late = document("Nvidia, Microsoft, Samsung take stakes in Reflection", lang="en", host="b.example", day=day)
    assert (len(publishers(chinese, late)) == 1) is joined


def test_whole_groups_meet_each_with_the_one_of_another_language_that_is_most_like_it() -> None:
    short = document("Reflection raises a large round", lang="en", host="d.example", hour=8)
    twin = document("Reflection raises a large round, Nvidia takes a stake", lang="en", host="b.example", hour=9)
    other = document("英伟达新品发布会举行", host="e.example", hour=7)
    assert publishers(other, _CHINESE, short, twin) == ["e", "adb"]


def test_two_of_one_language_that_are_worded_apart_meet_in_another() -> None:
    again = document("Chip giant buys into Reflection: what Nvidia plans", lang="en", host="d.example", hour=11)
    assert publishers(_ENGLISH, again) == ["b", "d"]
    assert publishers(_CHINESE, _ENGLISH, again) == ["abd"]


def test_two_that_surely_report_two_happenings_meet_in_no_third() -> None:
    first, second = (
        document(f"英伟达、微软、三星投资{amount}亿美元入股Reflection", host=host)
        for amount, host in ((12, "a.example"), (40, "c.example"))
    )
    abroad = document("Nvidia, Microsoft, Samsung take stakes in Reflection", lang="en", host="b.example", hour=9)
    assert publishers(first, abroad) == ["ab"]
    assert publishers(first, second, abroad) in (["ab", "c"], ["a", "cb"])


def likeness(*more: Document) -> float:
    return Languages((_CHINESE, _ENGLISH, *more), Aliases(_ALIASES)).likeness(0, 1)


def test_what_goes_with_a_rarer_name_on_other_days_too_says_nothing_beyond_it() -> None:
    def elsewhere(title: str) -> list[Document]:
        return [document(title, id=f"x{number}", host="d.example", day=10) for number in range(6)]

    apart = likeness(*elsewhere("Reflection开源"), *elsewhere("英伟达新品发布"))
    assert likeness(*elsewhere("英伟达与Reflection开源")) < 0.7 * apart


def test_the_further_apart_two_are_the_less_their_names_say() -> None:
    late = document(_ENGLISH.title, lang="en", host="b.example", day=9)
    assert 0 < Languages((_CHINESE, late), Aliases(_ALIASES)).likeness(0, 1) < likeness()


def test_a_figure_is_no_name_as_well() -> None:
    chinese = document("某厂在拉美签下720MW合同", host="a.example")
    english = document("A 720MW plant changes hands in Arkansas", lang="en", host="b.example")
    assert publishers(chinese, english) == ["a", "b"]


def test_what_many_documents_name_says_less() -> None:
    many = [document(f"Reflection的第{number}件事", id=f"x{number}", host="d.example") for number in range(40)]
    assert likeness(*many) < likeness()


def test_documents_in_one_language_need_no_bridge() -> None:
    assert list(Languages((_CHINESE, _STRANGE), Aliases(_ALIASES)).nominations()) == []
