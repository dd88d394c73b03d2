import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.corpus import Corpus, in_sqlite
from brief.documents.corpus.indexed import indexed_form, phrase
from brief.documents.corpus.searching import EVERYWHERE, Scope, written_together
from brief.documents.sources.base import Flaw, Item, RawDocument, SourceReport, Validators
from brief.errors import UsageError
from brief.settings.corpus_place import CorpusPlace
from facts.text.cleaning import clean
from schemas.retrieval import Document

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGINNING, END = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 9, tzinfo=UTC)


def raw(
    url: str = "https://a.example/1", title: str = "标题", published: str | None = "2026-03-05T10:00:00Z", **more: str
) -> RawDocument:
    return RawDocument(url, title, published, **more)


def add(corpus: Corpus, *items: Item, source: str = "s") -> SourceReport:
    return corpus.add(items, source, SHANGHAI)


def everything(corpus: Corpus) -> list[Document]:
    return corpus.documents(BEGINNING, END)


def titles_found(corpus: Corpus, words: str, scope: Scope = EVERYWHERE) -> list[str]:
    return [one.title for one in corpus.numbered(corpus.search(words, scope).numbers)]


def the_one(corpus: Corpus) -> Document:
    (document,) = everything(corpus)
    return document


# -- keeping ---------------------------------------------------------------------------------------------------------


def test_a_document_is_kept_with_all_that_is_known_of_it(corpus: Corpus) -> None:
    report = add(
        corpus,
        raw(
            "https://www.news.a.example/x?utm_source=rss",
            "标题\u200b",
            lang="zh-CN",
            summary="概要",
            body="正文\r\n二",
            source="报社",
        ),
    )
    assert report == SourceReport("s", "ok", read=1, added=1)
    document = the_one(corpus)
    assert document == Document(
        id=document.id,
        url="https://www.news.a.example/x",
        title="标题",
        summary="概要",
        body="正文\n二",
        published_at=datetime(2026, 3, 5, 10, tzinfo=UTC),
        source="报社",
        publisher="a.example",
        lang="zh",
        content_hash=document.content_hash,
    )
    assert document.id[0] == "d"
    assert len(document.id) == 11
    assert len(document.content_hash) == 64


@pytest.mark.parametrize(
    ("title", "told", "lang"),
    [
        ("光伏新增装机", None, "zh"),
        ("GPT-5 发布：算力提升五成", None, "zh"),
        ("Solar adds 50 GW in 中国", None, "en"),
        ("ソーラーパネル", None, "ja"),
        ("光伏", "en_US", "en"),
        ("光伏", '"><script>', "zh"),
        ("2026", None, "en"),
    ],
)
def test_the_language_is_told_or_guessed(corpus: Corpus, title: str, told: str | None, lang: str) -> None:
    corpus.add([RawDocument("https://a.example/", title, "2026-03-05", lang=told)], "s", SHANGHAI)
    assert the_one(corpus).lang == lang


def test_adding_the_same_again_changes_nothing(corpus: Corpus) -> None:
    items: list[Item] = [
        raw(),
        raw("https://a.example/2"),
        raw("https://a.example/2", "另一标题"),
        Flaw("line 4", "is not JSON"),
    ]
    assert add(corpus, *items) == SourceReport(
        "s", "degraded", "1 of 4 skipped: line 4 is not JSON", read=4, added=2, updated=1, skipped=1
    )
    before = everything(corpus)
    again = add(corpus, *items)
    assert (again.added, again.updated, again.skipped) == (0, 0, 1)
    assert everything(corpus) == before


def test_a_later_copy_of_the_same_title_fills_what_is_missing(corpus: Corpus) -> None:
    add(corpus, raw(summary="概要"))
    hash_before = the_one(corpus).content_hash
    report = add(corpus, raw("http://a.example/1/", summary="别的", body="正文"), source="other")
    assert (report.added, report.updated) == (0, 1)
    document = the_one(corpus)
    assert (document.title, document.source, document.other_titles) == ("标题", "s", ())
    assert (document.summary, document.body) == ("概要", "正文")
    assert document.content_hash != hash_before


@pytest.mark.parametrize("own", [{"summary": "别的"}, {}])
def test_a_copy_of_another_title_that_first_brings_a_body_gives_all_of_the_text(
    corpus: Corpus, own: dict[str, str]
) -> None:
    add(corpus, raw(summary="概要", lang="en"))
    add(corpus, raw(title="新标题", body="正文", lang="zh", **own), source="other")
    add(corpus, raw(title="又一标题", summary="第三", body="更长的正文", lang="zh"), source="third")
    document = the_one(corpus)
    assert (document.title, document.source, document.lang) == ("新标题", "other", "zh")
    assert (document.summary, document.body) == (own.get("summary"), "正文")
    assert document.other_titles == ("又一标题", "标题")


TELLINGS = st.builds(
    lambda title, summary, body, source: raw(
        title=title, source=source, **({"summary": summary} if summary else {}), **({"body": body} if body else {})
    ),
    st.sampled_from("甲乙丙"),
    st.sampled_from(("", "概一", "概二")),
    st.sampled_from(("", "文一", "文二")),
    st.sampled_from("ab"),
)


@given(st.lists(TELLINGS, min_size=1, max_size=6))
def test_no_text_stands_under_a_title_that_nobody_gave_it(copies: list[RawDocument]) -> None:
    with Corpus() as corpus:
        add(corpus, *copies)
        document = the_one(corpus)
    told = [one for one in copies if one.title == document.title]
    assert document.summary in {one.summary for one in told}
    assert document.body in {one.body for one in told}
    assert bool(document.body) == any(one.body for one in copies)
    assert set(document.other_titles) == {one.title for one in copies} - {document.title}


@pytest.mark.parametrize(
    ("dates", "kept", "date_only"),
    [
        (("2026-03-06T10:00:00Z", "2026-03-05T10:00:00Z"), "2026-03-05T10:00:00+00:00", False),
        (("2026-03-05T10:00:00Z", "2026-03-06T10:00:00Z"), "2026-03-05T10:00:00+00:00", False),
        (("2026-03-05", "2026-03-05T10:00:00+08:00"), "2026-03-05T02:00:00+00:00", False),
        (("2026-03-06T10:00:00Z", "2026-03-05"), "2026-03-04T16:00:00+00:00", True),
        ((None, "2026-03-05"), "2026-03-04T16:00:00+00:00", True),
        (("8439-01-01", "2026-03-05"), "2026-03-04T16:00:00+00:00", True),
        (("2026-03-05", "nonsense"), "2026-03-04T16:00:00+00:00", True),
    ],
)
def test_of_several_dates_the_earliest_day_and_its_time_are_kept(
    corpus: Corpus, dates: tuple[str | None, ...], kept: str, date_only: bool
) -> None:
    for date in dates:
        add(corpus, raw(published=date))
    document = the_one(corpus)
    assert document.published_at == datetime.fromisoformat(kept)
    assert (document.date_only, document.date_problem) == (date_only, None)


@given(st.permutations(["2026-03-05", "2026-03-05T10:00:00Z", "2026-03-05T09:00:00Z", "2026-03-06", "?", "8439-01-01"]))
def test_the_order_of_copies_does_not_change_the_date(dates: list[str]) -> None:
    with Corpus() as corpus:
        add(corpus, *(raw(published=date) for date in dates))
        assert the_one(corpus).published_at == datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_documents_without_a_usable_date_are_kept_counted_and_not_handed_out(corpus: Corpus) -> None:
    for number, date in enumerate((None, "soon", "8439-01-01", "2026-02-30", "2026-03-05")):
        add(corpus, raw(f"https://a.example/{number}", f"第{number}", date))
    assert [document.title for document in everything(corpus)] == ["第4"]
    problems = ["missing", "unreadable", "impossible", "impossible"]
    assert [(document.date_problem, document.published_at) for document in corpus.undated()] == [
        (problem, None) for problem in problems
    ]
    assert [(part.reason, part.count, part.examples) for part in corpus.left_out()] == [
        ("impossible date", 2, ("第3", "第2")),
        ("missing date", 1, ("第0",)),
        ("unreadable date", 1, ("第1",)),
    ]


@pytest.mark.parametrize(
    ("url", "title", "what"),
    [
        ("javascript:alert(1)", "t", "a javascript: URL is not cited"),
        ("/relative", "t", "the URL is not absolute"),
        ("https://a.example/", "\u200b", "has no title"),
    ],
)
def test_what_cannot_be_cited_is_skipped_and_named(corpus: Corpus, url: str, title: str, what: str) -> None:
    report = corpus.add([raw(), RawDocument(url, title, place="line 2")], "s", SHANGHAI)
    assert (report.status, report.added, report.skipped) == ("degraded", 1, 1)
    assert f"line 2 {what}" in report.reason


def test_a_report_names_the_first_flaws_and_counts_the_rest(corpus: Corpus) -> None:
    report = add(corpus, raw(), *(Flaw(f"line {n}", "is not JSON") for n in range(2, 100)))
    assert report.reason.count("is not JSON") == 5
    assert report.reason.endswith("; and 93 more")


def test_the_status_says_how_much_could_be_read(corpus: Corpus) -> None:
    assert add(corpus).status == "empty"
    assert add(corpus, Flaw("line 1", "is not JSON")).status == "failed"
    assert add(corpus, raw()).status == "ok"
    assert add(corpus, raw(), Flaw(None, "malformed")) == SourceReport("s", "degraded", "malformed", read=1)


def test_a_failure_half_way_leaves_nothing_behind(corpus: Corpus) -> None:
    def items() -> Iterator[Item]:
        yield raw()
        raise LookupError

    with pytest.raises(LookupError):
        corpus.add(items(), "s", SHANGHAI)
    assert everything(corpus) == []


def test_of_a_large_source_whole_thousands_are_kept_before_it_is_read_to_its_end(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brief.documents.corpus.store._KEPT_AT_ONCE", 3)
    given = [raw(f"https://a.example/{n}") for n in range(5)]

    def items() -> Iterator[Item]:
        yield from given
        raise LookupError

    with pytest.raises(LookupError):
        corpus.add(items(), "s", SHANGHAI)
    assert len(everything(corpus)) == 3
    assert add(corpus, *given) == SourceReport("s", "ok", read=5, added=2)


def test_documents_come_by_time_and_then_by_url_with_both_ends_included(corpus: Corpus) -> None:
    times = {
        "c": "2026-03-05T10:00:00Z",
        "a": "2026-03-05T10:00:00Z",
        "b": "2026-03-05T09:59:59.999999Z",
        "d": "2026-03-06T00:00:00Z",
    }
    add(corpus, *(raw(f"https://{name}.example/", name, at) for name, at in times.items()))
    found = corpus.documents(datetime(2026, 3, 5, 18, tzinfo=SHANGHAI), datetime(2026, 3, 6, 0, tzinfo=UTC))
    assert [document.title for document in found] == ["a", "c", "d"]


def test_a_title_that_came_after_the_end_is_not_told(corpus: Corpus) -> None:
    add(corpus, raw(), raw(title="后来", published="2026-03-08T00:00:00Z"))
    assert corpus.documents(BEGINNING, datetime(2026, 3, 6, tzinfo=UTC))[0].other_titles == ()
    assert the_one(corpus).other_titles == ("后来",)


# -- searching -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["光伏", "伏", "板", "新增光伏", "光伏 gpt-5", "ＧＰＴ-5", "装机容量", "battery", "GPT-5发布"]
)
def test_a_word_of_any_length_is_found(corpus: Corpus, words: str) -> None:
    add(corpus, raw(title="新增光伏板", body="GPT-5发布会。装机容量翻倍，batteries included"))
    add(corpus, raw("https://a.example/2", "无关的一条"))
    assert titles_found(corpus, words) == ["新增光伏板"]


@pytest.mark.parametrize("words", ["光板", "容装", "水电", "gpt5", "", "  ", '"', "*", "NOT", "title:光"])
def test_what_is_not_there_is_not_found_and_no_query_is_an_error(corpus: Corpus, words: str) -> None:
    add(corpus, raw(title="新增光伏板", body="GPT-5发布会。装机容量翻倍"))
    assert titles_found(corpus, words) == []


@given(st.text(min_size=1), st.text(), st.text())
def test_any_words_can_be_asked_for_and_what_holds_them_is_found(words: str, before: str, after: str) -> None:
    with Corpus() as corpus:
        add(corpus, raw(title=f"x {before} {words} {after}"))
        found = corpus.search(words)
    assert bool(found.numbers) == any(map(phrase, clean(words).split()))
    assert not found.absent
    assert found.held == found.words


def test_what_holds_all_the_words_hides_what_holds_some(corpus: Corpus) -> None:
    add(corpus, raw("https://a.example/1", "钠电池量产"), raw("https://a.example/2", "钠电池"))
    assert titles_found(corpus, "量产 钠电池") == ["钠电池量产"]
    assert corpus.search("量产 钠电池").held == 2


def test_where_none_holds_all_the_words_those_that_hold_most_come_and_the_absent_word_is_named(corpus: Corpus) -> None:
    add(corpus, raw("https://a.example/1", "钠电池量产"), raw("https://a.example/2", "钠电池"))
    found = corpus.search("钠电池 量产 sodium")
    assert (found.absent, found.parted, found.held, found.words) == (("sodium",), (), 2, 3)
    assert titles_found(corpus, "钠电池 量产 sodium") == ["钠电池量产"]


def test_a_word_counts_as_absent_where_only_other_days_and_sources_hold_it(corpus: Corpus) -> None:
    add(corpus, raw("https://a.example/1", "钠电池", "2026-03-05"), raw("https://a.example/2", "量产", "2026-03-08"))
    add(corpus, raw("https://a.example/3", "量产", "2026-03-05"), source="别家")
    scope = Scope(end=datetime(2026, 3, 6, tzinfo=UTC), source="s")
    assert corpus.search("钠电池 量产", scope).absent == ("量产",)
    assert titles_found(corpus, "钠电池 量产", scope) == ["钠电池"]
    assert corpus.search("钠电池 量产", Scope(source="nobody")).numbers == ()


def test_what_nothing_holds_in_one_piece_is_looked_for_in_parts(corpus: Corpus) -> None:
    add(corpus, raw(title="核心团队集中离职"), raw("https://a.example/2", "集中采购"))
    found = corpus.search("核心骨干集中出走")
    assert (found.parted, found.absent) == (("核心骨干集中出走",), ("骨干", "出走"))
    assert titles_found(corpus, "核心骨干集中出走") == ["核心团队集中离职"]
    assert written_together("固态电池的量产") == ("固态", "电池", "量产")


def test_rare_words_and_titles_count_more_and_then_the_newest_comes_first(corpus: Corpus) -> None:
    add(corpus, raw("https://a.example/1", "一则", "2026-03-05", body="钠电池量产"))
    add(
        corpus,
        raw("https://a.example/2", "钠电池量产", "2026-03-06"),
        raw("https://a.example/3", "钠电池", "2026-03-04"),
    )
    add(corpus, raw("https://a.example/4", "钠电池", "2026-03-07"), raw("https://a.example/5", "出货", "2026-03-01"))
    assert titles_found(corpus, "钠电池") == ["钠电池", "钠电池量产", "钠电池", "一则"]
    assert titles_found(corpus, "钠电池 出货")[0] == "出货"
    assert titles_found(corpus, "钠电池", Scope(end=datetime(2026, 3, 5, 12, tzinfo=UTC))) == ["钠电池", "一则"]


def test_only_what_is_looked_at_is_indexed_and_a_search_does_not_depend_on_it(corpus: Corpus) -> None:
    add(corpus, *(raw(f"https://a.example/{n}", f"钠电池 {n % 3}", f"2026-03-0{n}") for n in range(1, 9)))
    scope = Scope(datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 6, 12, tzinfo=UTC))
    before = corpus.search("钠电池 1", scope)
    assert corpus.index() == 6
    assert corpus.search("钠电池 1", scope) == before


def test_a_large_index_tells_how_far_it_is(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.documents.corpus.searching._INDEXED_AT_ONCE", 2)
    add(corpus, *(raw(f"https://a.example/{n}", "钠电池") for n in range(5)))
    notes: list[str] = []
    assert len(corpus.search("钠电池", EVERYWHERE, notes.append).numbers) == 5
    assert [note.split()[0] for note in notes] == ["4", "5"]


def test_a_changed_document_is_found_by_what_it_says_now(corpus: Corpus) -> None:
    add(corpus, raw(title="旧闻"))
    assert corpus.search("旧闻").numbers
    add(corpus, raw(title="新篇", body="补充正文"))
    assert not corpus.search("没有").numbers
    for words in ("旧闻", "新篇", "补充"):
        assert len(corpus.search(words).numbers) == 1
    assert corpus.index() == 0


def test_documents_are_found_by_any_spelling_of_their_address(corpus: Corpus) -> None:
    add(corpus, raw("https://a.example/daily#item-1", "一"), raw("https://a.example/daily#item-2", "二"))
    assert [one.title for one in corpus.at("http://www.a.example/daily/?utm_source=x#item-2")] == ["二"]
    assert [one.title for one in corpus.at("https://a.example/daily")] == ["一", "二"]
    assert corpus.at("https://a.example/other") == corpus.at("no address") == []


def test_a_run_is_indexed_as_pairs_and_its_last_character() -> None:
    assert indexed_form("光伏板 GPT-5，50GW") == "光伏 伏板 板 GPT 5 50GW"
    assert [phrase(word) for word in ("光伏", "板", "GPT-5")] == ['"光伏"', '"板"*', '"GPT 5"']


# -- the file --------------------------------------------------------------------------------------------------------


def test_a_file_is_made_where_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "new" / "corpus.sqlite"
    with Corpus(path) as corpus:
        add(corpus, raw())
    assert path.is_file()


def test_a_corpus_keeps_what_it_was_given(place: CorpusPlace) -> None:
    with Corpus(place) as corpus:
        add(corpus, raw())
        corpus.remember(SourceReport("s", "degraded", "why", 3, 1, 1, 1), NOW)
        corpus.remember_validators("https://a.example/feed", Validators('"v1"', "yesterday"))
    with Corpus(place) as corpus:
        assert the_one(corpus).title == "标题"
        state = corpus.sources()["s"]
        assert (state.report, state.at, state.documents) == (SourceReport("s", "degraded", "why", 3, 1, 1, 1), NOW, 1)
        assert corpus.validators("https://a.example/feed") == Validators('"v1"', "yesterday")
        assert corpus.validators("https://a.example/other") == Validators()


def test_a_slow_source_holds_up_no_other(place: CorpusPlace) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def items() -> Iterator[Item]:
        yield raw("https://a.example/1")
        begun.set()
        go_on.wait(5)

    def write_slowly() -> None:
        with Corpus(place) as first:
            first.add(items(), "first", SHANGHAI)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert begun.wait(5)
    with Corpus(place) as second:
        assert add(second, raw("https://a.example/2"), source="second").added == 1
        go_on.set()
        writer.join()
        assert len(everything(second)) == 2


def test_a_writer_that_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_sqlite, "BUSY_TIMEOUT_SECONDS", 0.05)
    path = tmp_path / "corpus.sqlite"
    with Corpus(path), sqlite3.connect(path, isolation_level=None) as other, Corpus(path) as corpus:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UsageError, match="another process") as caught:
            add(corpus, raw())
        other.execute("ROLLBACK")
    assert caught.value.where == str(path)


def test_a_file_that_is_no_corpus_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be taken for one by its size alone" * 20)
    for path, why in ((foreign, "no corpus of Brief's"), (text, "damaged or no corpus"), (tmp_path, "cannot be")):
        with pytest.raises(UsageError, match=why) as caught:
            Corpus(path)
        assert caught.value.where == str(path)
        assert caught.value.next
    assert text.read_text().startswith("not a database")
    with sqlite3.connect(foreign) as other:
        assert other.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (1,)
    other.close()


def test_a_damaged_corpus_is_told_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    with Corpus(path) as corpus:
        add(corpus, *(raw(f"https://a.example/{n}", "题" * 500) for n in range(200)))
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(UsageError, match="damaged") as caught, Corpus(path) as corpus:
        everything(corpus)
    assert caught.value.where == str(path)
    assert "brief ingest" in (caught.value.next or "")


def test_a_corpus_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    Corpus(path).__exit__(None, None, None)
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(UsageError, match="newer version"):
        Corpus(path)
