"""SQLite and PostgreSQL hold one corpus: what is asked of either is answered alike."""

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from database import empty_corpus, new_database, server
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from brief.documents.corpus import Corpus
from brief.documents.corpus.copying import copy
from brief.documents.corpus.fetches import Terms
from brief.documents.corpus.history import History
from brief.documents.corpus.in_postgres import Postgres
from brief.documents.corpus.searching import EVERYWHERE, Scope
from brief.documents.sources.base import Item, RawDocument, SourceReport, Validators
from brief.documents.sources.jsonlines import json_lines
from brief.errors import UsageError
from brief.postgres import connecting
from brief.settings.corpus_place import CorpusPlace
from schemas.history import ToldReport
from schemas.period import Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVER = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 9, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "2026-W02.jsonl"
WEEK = Scope(datetime(2026, 1, 7, tzinfo=UTC), datetime(2026, 1, 9, tzinfo=UTC))


@pytest.fixture
def places(tmp_path: Path) -> tuple[CorpusPlace, CorpusPlace]:
    """A file and a server, both empty."""
    file = CorpusPlace(tmp_path / "corpus.sqlite")
    return file, CorpusPlace(tmp_path / "beside.sqlite", empty_corpus())


@pytest.fixture
def team(places: tuple[CorpusPlace, CorpusPlace]) -> CorpusPlace:
    return places[1]


def raw(number: int, title: str = "标题", published: str | None = "2026-03-05", **more: str) -> RawDocument:
    return RawDocument(f"https://a.example/{number}", title, published, **more)


ODD = [
    raw(1, "日报", body="光伏板 GPT-5发布会。Batteries・included, naïve CAFÉ résumé"),
    raw(1, "日报改题", "2026-03-04T10:00:00Z", summary="概要"),
    raw(2, "微博" * 2000, None),
    raw(3, "一", "soon", guid="g1"),
    raw(3, "二", "8439-01-01", guid="g2"),
    raw(3, "三", "2026-03-06", source="别家"),
    raw(4, "长址"),
    RawDocument(f"https://a.example/?q={'x' * 5000}", "极长的地址", "2026-03-05"),
    RawDocument("https://a.example/5#" + "y" * 4000, "极长的锚", "2026-03-05"),
    raw(6, "长文", body=f"{'x ' * 17_000}光伏板 量产 {'the end ' * 300}固态电池"),
    raw(7, "长词", body=f"{'z' * 9000} {'z' * 9001} 光伏"),
    raw(8, "it's a \\ backslash", body="'quoted' & | ! :* <-> text"),
]
QUERIES = (
    *("光伏", "伏", "板", "新增 光伏", "GPT-5", "battery", "naive cafe", "量产", "固态电池", "光伏板量产", "the end"),
    *(
        "end the",
        "z" * 9000,
        "z" * 600,
        "it's",
        "'quoted' text",
        "&",
        "・",
        "OpenAI 融资",
        "核心骨干集中出走",
        "AI",
        "x",
    ),
)


def filled(place: CorpusPlace) -> None:
    with Corpus(place) as corpus:
        corpus.add(json_lines(EXAMPLE), "example", SHANGHAI)
        corpus.add(ODD, "odd", SHANGHAI)
        corpus.add([*ODD[:3], raw(9, "only here", source="odd")], "again", SHANGHAI)
        corpus.remember_terms({"odd": Terms("link", ("own",), "odd.example"), "again": Terms()})
        for day in range(1, 4):
            corpus.remember(SourceReport("odd", "ok", "", day, newest=NOW, reserved=day == 2), NOW.replace(day=day))
        corpus.remember_validators("https://a.example/feed", Validators('"v1"', None))
    with History(place) as history:
        history.remember(_told(7))
        history.remember(_told(8))
        history.watch("量产", date(2026, 1, 7))


def _told(day: int) -> ToldReport:
    label = f"2026-01-0{day}"
    period = Period(kind="daily", label=label, start=date(2026, 1, day), end=date(2026, 1, day))
    return ToldReport(run_id="r", path="p", period=period, format="f", language="zh", rows=())


def answers(place: CorpusPlace) -> dict[str, Any]:
    """All that a corpus can be asked."""
    with Corpus(place) as corpus, History(place) as history:
        return {
            "documents": corpus.documents(*EVER),
            "early": corpus.documents(EVER[0], datetime(2026, 3, 4, 12, tzinfo=UTC)),
            "undated": corpus.undated(),
            "left out": corpus.left_out(),
            "brought": {key: sorted(by) for key, by in corpus.brought_by(["odd", "again"]).items()},
            "at": [corpus.at(one.url) for one in ODD],
            "titled": corpus.titled("日报"),
            "origin": corpus.origin("https://a.example/3", "二"),
            "outlets": corpus.outlets(),
            "sources": corpus.sources(),
            "terms": corpus.terms(),
            "fetches": corpus.fetches(*EVER),
            "latest": [one.at for one in corpus.fetches_of("odd")],
            "validators": corpus.validators("https://a.example/feed"),
            "titles": sorted(map(tuple, corpus.titles(WEEK))),
            **{words: [corpus.search(words, scope) for scope in (WEEK, EVERYWHERE)] for words in QUERIES},
            "told": history.told(),
            "watched": history.watched(),
        }


def test_both_engines_answer_alike(places: tuple[CorpusPlace, CorpusPlace]) -> None:
    for place in places:
        filled(place)
    in_file, in_server = map(answers, places)
    assert in_file == in_server
    assert in_file["光伏板量产"][1].numbers
    assert in_file["latest"] == [NOW.replace(day=day) for day in (3, 2, 1)]


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Corpus, Corpus]]:
    with Corpus() as one, Corpus(CorpusPlace(Path("x"), empty_corpus())) as other:
        yield one, other


WORDS = st.text("光伏板量产々ーア・aéEs ing's'5-\\", max_size=8)


@profile(max_examples=25)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6), WORDS)
def test_whatever_is_searched_both_find_it_in_the_same_order(
    pair: tuple[Corpus, Corpus], told: list[tuple[str, str]], words: str
) -> None:
    number = next(NUMBERS)
    items = [raw(100 * number + place, f"{title} x", body=body) for place, (title, body) in enumerate(told)]
    found = []
    for corpus in pair:
        corpus.add(items, "s", SHANGHAI)
        found.append([corpus.search(query) for query in (words, *words.split(), f"{words[:2]} s")])
    assert found[0] == found[1]


NUMBERS = itertools.count(1)

# -- a server ---------------------------------------------------------------------------------------------------------


def test_machines_that_bring_the_same_at_once_lose_nothing(
    places: tuple[CorpusPlace, CorpusPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brief.documents.corpus.store._KEPT_AT_ONCE", 10)

    def given(machine: int) -> Iterator[Item]:
        return (raw(number, f"第{number}", body=f"正文{number}") for number in range(machine * 20, machine * 20 + 60))

    added = []

    def bring(place: CorpusPlace, machine: int) -> None:
        with Corpus(place) as corpus:
            added.append(corpus.add(given(machine), "s", SHANGHAI).added)

    for machine in range(4):
        bring(places[0], machine)
    one_by_one, added = sum(added), []
    threads = [threading.Thread(target=bring, args=(places[1], machine)) for machine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(added) == one_by_one == 120
    first, second = (everything(place) for place in places)
    assert first == second


def everything(place: CorpusPlace) -> list[Any]:
    with Corpus(place) as corpus:
        return corpus.documents(*EVER)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[int]]:
    """Has the server cut the line of who writes into a table, as many times as the list that is returned is long."""
    real = Postgres.insert

    def cuts(table: str) -> list[int]:
        times = [1]

        def insert(self: Postgres, into: str, names: Any, rows: Any) -> None:
            real(self, into, names, rows)
            if into == table and times:
                times.pop()
                (pid,) = self.execute("SELECT pg_backend_pid()").fetchone()
                with psycopg.connect(server().get_uri(), autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

        monkeypatch.setattr(Postgres, "insert", insert)
        return times

    return cuts


def test_a_server_that_starts_again_in_the_middle_of_a_batch_gets_it_once_more_as_a_whole(
    team: CorpusPlace, cut: Callable[[str], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = cut("copies")
    with Corpus(team) as corpus:
        report = corpus.add([raw(number) for number in range(5)], "s", SHANGHAI)
        assert report.added == 5
        assert [len(one.other_titles) for one in corpus.documents(*EVER)] == [0] * 5
        times.append(1)
        monkeypatch.setattr("brief.postgres.line._PATIENCE_SECONDS", 0.0)
        with pytest.raises(UsageError, match="cannot be used"):
            corpus.add([raw(number) for number in range(9)], "s", SHANGHAI)
    assert len(everything(team)) == 5


def test_what_is_read_after_a_cut_is_read_again(team: CorpusPlace) -> None:
    with Corpus(team) as corpus:
        corpus.add([raw(1)], "s", SHANGHAI)
        with psycopg.connect(server().get_uri(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'corpora'")
        assert len(corpus.documents(*EVER)) == 1


def test_a_server_that_is_not_there_is_told_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting.connected, "__defaults__", (0.0,))
    with pytest.raises(UsageError, match="refused") as caught:
        Corpus(CorpusPlace(Path("x"), "postgresql://me@127.0.0.1:9/brief?connect_timeout=2"))
    assert caught.value.where == "postgresql://me@127.0.0.1:9/brief"


def test_a_database_of_another_encoding_is_refused() -> None:
    with new_database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        try:
            with pytest.raises(UsageError, match="SQL_ASCII"):
                Corpus(CorpusPlace(Path("x"), str(server().get_uri(database="ascii"))))
        finally:
            connection.execute("DROP DATABASE ascii WITH (FORCE)")


def test_a_server_that_only_a_run_names_is_not_asked(team: CorpusPlace) -> None:
    with pytest.raises(UsageError, match="folder of a run alone"):
        Corpus(CorpusPlace(team.path, team.url, is_foreign=True))


def test_a_text_of_too_many_different_words_is_indexed_as_far_as_it_goes(
    team: CorpusPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brief.documents.corpus.in_postgres._MOST_BYTES", 60)
    with Corpus(team) as corpus:
        corpus.add([raw(1, "题", body=" ".join(f"a{number}" for number in range(100)))], "s", SHANGHAI)
        assert corpus.search("a1").numbers
        assert corpus.search("a99").absent == ("a99",)


# -- copied -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [False, True])
def test_a_copy_answers_as_what_was_copied(places: tuple[CorpusPlace, CorpusPlace], back: bool) -> None:
    source, target = reversed(places) if back else places
    filled(source)
    before = answers(source)
    done = {one.table: one for one in copy(source, target, lambda _: None)}
    assert done["documents"].copied == len(before["documents"]) + len(before["undated"])
    assert done["history"].copied == 2
    assert answers(target) == before
    assert not any(one.copied for one in copy(source, target, lambda _: None))


def test_a_copy_that_was_stopped_goes_on_and_one_of_what_has_grown_brings_what_is_new(
    places: tuple[CorpusPlace, CorpusPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brief.documents.corpus.copying._AT_ONCE", 3)
    source, target = places
    filled(source)
    notes: list[str] = []

    def killed(note: str) -> None:
        notes.append(note)
        if len(notes) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, killed)
    assert notes == ["3 documents", "6 documents"]
    done = {one.table: one for one in copy(source, target, notes.append)}
    assert done["documents"].there == 6
    assert answers(target) == answers(source)  # and is indexed now
    with Corpus(source) as corpus:
        corpus.add([raw(1, "后来改的题", body="钠电池"), raw(10, "新的")], "s", SHANGHAI)
    done = {one.table: one for one in copy(source, target, notes.append)}
    assert done["documents"].copied == 1
    assert answers(target) == answers(source)


def test_what_holds_documents_of_its_own_is_not_copied_over(places: tuple[CorpusPlace, CorpusPlace]) -> None:
    for number, place in enumerate(places):
        with Corpus(place) as corpus:
            corpus.add([raw(number)], "s", SHANGHAI)
    with pytest.raises(UsageError, match="lacks"):
        copy(*places, lambda _: None)
    with Corpus(places[1]) as corpus:
        corpus.add([raw(number) for number in range(3)], "s", SHANGHAI)
    with pytest.raises(UsageError, match="lacks"):
        copy(*places, lambda _: None)


def test_a_copy_onto_itself_and_of_nothing_is_refused(places: tuple[CorpusPlace, CorpusPlace]) -> None:
    file, team = places
    with pytest.raises(UsageError, match="there is no corpus"):
        copy(file, team, lambda _: None)
    filled(team)
    with pytest.raises(UsageError, match="the same"):
        copy(team, CorpusPlace(file.path, f"{team.url}&application_name=other"), lambda _: None)
