from builders import document

from agents.retriever.articles import Articles
from agents.retriever.clustering import cluster
from schemas.retrieval import Document

_ONE = (
    "The ferry Marina ran aground off Lindholm on Tuesday night with 214 passengers aboard. Coastguard helicopters from"
    " Veddal lifted the last of them off the deck shortly after dawn, and divers found a gash of nine metres below the"
    " waterline. The Lindholm reef is marked by two buoys, one of which had drifted, the harbour master of Veddal told"
    " reporters. The operator, Norline, has cancelled its summer timetable while the hull is inspected by the class"
    " society. Captain Elise Brandt, who has sailed the strait for thirty years, is being questioned. No oil has been"
    " seen on the water so far, and tugs wait for the spring tide to pull the ferry free."
)
_OTHER_WORDS = (
    "Rescuers spent the night on the reef. By breakfast every traveller of the Marina stood on the quay of Veddal,"
    " wrapped in blankets, while Norline cancelled sailings for weeks. A drifting buoy may have misled Elise Brandt,"
    " master of the vessel, whose hull was torn open near Lindholm. Divers sent by the class society measured the"
    " damage. The coastguard counted 214 people and no injured, a number that the company confirmed at noon. The strait"
    " remains open to small boats, though fishermen were asked to keep a mile away from the wreck until the weekend,"
    " when tugs will try to free the ferry on the spring tide. No oil was found."
)
_ELSEWHERE = (
    "A new library has opened in the old tram depot of Karsten. The architects kept the rails in the floor and hung the"
    " reading rooms from the crane. Children of three schools cut the ribbon on Saturday, the mayor read from a"
    " fairy tale, and the first book to be lent was a guide to mushrooms. The building cost less than had been planned,"
    " because the roof proved sound. Its cafe is run by former drivers. The depot had stood empty since the last tram"
    " left it in the spring of the year in which the river flooded the lower town and washed away its bridge. The"
    " council hopes that shops will follow the readers into the quarter."
)
_FIRST = document("Ferry stranded on reef", _ONE, lang="en", host="a.example")
_SECOND = document("All safe after night at sea", _OTHER_WORDS, lang="en", host="b.example")
_THIRD = document("Old tram depot becomes library", _ELSEWHERE, lang="en", host="c.example")
_AMONG = tuple(
    document(
        f"Notice {number}", f"{_ELSEWHERE} This is notice number {number} of the town.", lang="en", id=f"x{number}"
    )
    for number in range(6)
)


def likeness(*documents: Document) -> float:
    return Articles((*documents, *_AMONG)).likeness(0, 1)


def test_two_outlets_articles_of_one_happening_are_one_event_though_their_headlines_share_no_word() -> None:
    assert cluster((_FIRST, _SECOND, *_AMONG))[0] == [_FIRST, _SECOND]


def test_articles_of_two_happenings_are_unlike() -> None:
    assert likeness(_FIRST, _SECOND) >= 1.0
    assert likeness(_FIRST, _THIRD) < 0.5


def test_what_one_publisher_tells_at_length_twice_is_two_happenings() -> None:
    own = document(_SECOND.title, _SECOND.body, lang="en", host="a.example")
    assert likeness(_FIRST, own) == 0.0


def test_a_short_text_is_no_article() -> None:
    short = document(_SECOND.title, _OTHER_WORDS[:120], lang="en", host="b.example")
    assert likeness(_FIRST, short) == 0.0


def test_a_headline_that_the_other_text_tells_makes_two_articles_more_alike() -> None:
    told = document("Marina aground off Lindholm", _OTHER_WORDS, lang="en", host="b.example")
    assert likeness(_FIRST, told) > likeness(_FIRST, _SECOND)
