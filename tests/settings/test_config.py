import tomllib
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.errors import ConfigError
from brief.settings.config import Config, join_team, load_config, resolved
from brief.settings.source_settings import SourceKind
from brief.settings.team import team_of
from brief.settings.written import line_of

SHIPPED = Path(__file__).resolve().parents[2] / "config.toml"

SECTION = """
[[sections]]
id = "ai"
title = "AI"
description = "What models can do."
terms = ["模型"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def error_of(folder: Path, text: str, *overrides: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_config(written(folder, text), overrides)
    return caught.value


def test_the_shipped_configuration_is_valid_and_fetches_nothing() -> None:
    config = load_config(SHIPPED)
    assert [section.id for section in config.sections if not section.apart] == ["ai", "energy", "web3"]
    assert all(section.limit == 8 for section in config.sections if not section.apart)
    assert all(len(section.own_terms) > 40 for section in config.sections)
    assert not [source for source in config.sources if source.enabled]


def test_the_example_sources_in_the_shipped_comments_are_valid() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    first = lines.index("# [[sources]]")
    examples = takewhile(lambda line: line.startswith("#") and "---" not in line, lines[first:])
    sources = tomllib.loads("\n".join(line.removeprefix("# ").removeprefix("#") for line in examples))["sources"]
    config = Config.model_validate({"sections": load_config(SHIPPED).sections, "sources": sources})
    assert {source.kind for source in config.sources} == set(get_args(SourceKind))


def test_a_byte_order_mark_is_no_part_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SECTION, encoding="utf-8-sig")
    assert load_config(tmp_path / "config.toml").sections[0].id == "ai"


def test_an_override_changes_no_later_reading_of_the_same_file() -> None:
    """Though the file is parsed once."""
    before = load_config(SHIPPED)
    assert load_config(SHIPPED, ["sections.ai.limit=3", "run.max_events=7"]).sections[0].limit == 3
    assert load_config(SHIPPED) == before


def test_a_misspelt_key_names_the_line_and_the_nearest_key(tmp_path: Path) -> None:
    error = error_of(tmp_path, "[run]\n# a comment\nmax_event = 5\n" + SECTION)
    assert error.where == f"{tmp_path / 'config.toml'}:3"
    assert "'max_events'" in (error.next or "")
    assert error.exit_code == 2


def test_a_misspelt_key_of_the_second_section_names_its_own_line(tmp_path: Path) -> None:
    second = SECTION.replace('"ai"', '"energy"') + "limits = 4\n"
    error = error_of(tmp_path, SECTION + second)
    assert error.where == f"{tmp_path / 'config.toml'}:13"
    assert "'limit'" in (error.next or "")


def test_a_misspelt_table_is_named(tmp_path: Path) -> None:
    error = error_of(tmp_path, SECTION + "[reprot]\nbyline = 'x'\n")
    assert "'report'" in (error.next or "")
    assert str(error.where).endswith(":7")


def test_a_table_of_a_later_version_is_unknown(tmp_path: Path) -> None:
    assert "unknown key 'desk'" in error_of(tmp_path, SECTION + "[desk]\ncritic = 'openai:x'\n").what


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('core = "稳定币"', '[[sections]] 1 core: must be a list, such as ["one", "two"]'),
        ('examples = ["a headline", 3]', "[[sections]] 1 examples 2"),
        ("large_deal_usd = 0", "[[sections]] 1 large_deal_usd"),
        ("large_deal_usd = '1 billion'", "[[sections]] 1 large_deal_usd"),
        ('exampels = ["a headline"]', "unknown key [[sections]] 1 exampels"),
    ],
)
def test_a_wrong_key_of_a_section_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    error = error_of(tmp_path, SECTION + line + "\n")
    assert said in error.what
    assert error.where == f"{tmp_path / 'config.toml'}:7"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[delivery.mail]\nkind = "folder"\npath = "x"\nsecurty = "tls"', "unknown key [delivery.mail] securty"),
        ('[delivery.mail]\nkind = "folder"', "[delivery.mail]: a channel of kind folder needs `path`"),
        ('[endpoints.x]\nbase_urll = "x"', "unknown key [endpoints.x] base_urll"),
        ('[run]\ninterests = ["x", 3]', "[run] interests 2"),
        ('[[orders.must]]\ntopci = "x"', "[[orders.must]] 1 topci"),
        ("[models]\ncritic = 3", "[models] critic"),
    ],
)
def test_a_key_is_named_with_the_table_that_it_is_written_in(tmp_path: Path, text: str, said: str) -> None:
    assert said in error_of(tmp_path, f"{SECTION}{text}\n").what


def test_a_section_may_be_described_alone(tmp_path: Path) -> None:
    (section,) = load_config(written(tmp_path, SECTION.replace('terms = ["模型"]\n', ""))).sections
    assert (section.terms, section.core, section.examples, section.large_deal_usd) == ((), (), (), 1e9)


def test_a_missing_key_names_its_table(tmp_path: Path) -> None:
    error = error_of(tmp_path, SECTION.replace('title = "AI"\n', ""))
    assert "title is missing" in error.what
    assert str(error.where).endswith(":2")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    error = error_of(tmp_path, "[run]\nmax_events = 0\ntimezone = 'Mars/Base'\n" + SECTION)
    assert "max_events" in error.what
    assert "Mars/Base" in error.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[run\n", "not valid TOML"),
        (SECTION + SECTION, "given twice"),
        ("sections = []\n", "there is no section"),
        (SECTION + 'columns = [{ id = "event", title = "x", max_chars = 9 }]\n', "belong to the format"),
        (SECTION + '[report]\nlanguage = "ja"\n', "language"),
        (SECTION + "[report]\nformats = []\n", "formats"),
        (SECTION + '[[sources]]\nname = "a"\nkind = "feed"\n', "needs a `url`"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in error_of(tmp_path, text).what


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "config.toml")


def test_an_override_wins_and_reaches_into_lists_by_id(tmp_path: Path) -> None:
    path = written(tmp_path, SECTION)
    config = load_config(
        path, ["sections.ai.limit=3", "run.interests=['储能']", "report.byline=我写的", "run.max_events = 7"]
    )
    assert config.sections[0].limit == 3
    assert config.run.interests == ("储能",)
    assert config.report.byline == "我写的"
    assert config.run.max_events == 7


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("run.max_events", "is not key=value"),
        ("=3", "is not key=value"),
        ("run.max_event=3", "unknown key"),
        ("run.max_events=many", "max_events"),
        ("sections.energy.limit=3", "there is no 'energy'"),
        ("run.timezone.name=x", "has no keys"),
        ("runn.max_events=3", "unknown key 'runn'"),
    ],
)
def test_a_wrong_override_is_named_as_it_was_given(tmp_path: Path, override: str, said: str) -> None:
    error = error_of(tmp_path, '[run]\ntimezone = "Asia/Shanghai"\n' + SECTION, override)
    assert said in error.what
    assert str(error.where).startswith("--set ")


def test_relative_paths_are_counted_from_the_file(tmp_path: Path) -> None:
    source = '[[sources]]\nname = "a"\nkind = "jsonl"\npath = "news/a.jsonl"\n'
    config = load_config(written(tmp_path, SECTION + source + '[run]\nruns_dir = "out"\n'))
    assert config.run.runs_dir == tmp_path / "out"
    assert config.corpus.path == tmp_path / "corpus.sqlite"
    assert config.sources[0].path == tmp_path / "news" / "a.jsonl"


def test_a_base_of_its_own_moves_relative_paths(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, SECTION), base=tmp_path / "here").run.runs_dir == tmp_path / "here" / "runs"


def test_a_password_in_a_feed_address_is_not_recorded(tmp_path: Path) -> None:
    source = '[[sources]]\nname = "a"\nkind = "feed"\nurl = "https://me:secret@news.example/feed"\n'
    kept: Any = resolved(load_config(written(tmp_path, SECTION + source)))
    assert kept["sources"][0]["url"] == "https://news.example/feed"


def test_runs_lie_in_a_shared_folder_or_are_brought_to_other_storage(tmp_path: Path) -> None:
    folder = load_config(written(tmp_path, f'{SECTION}[runs]\nurl = "shared"\n'))
    assert folder.run.runs_dir == tmp_path / "shared"
    assert not team_of(tmp_path / "shared").store
    storage = load_config(written(tmp_path, f'{SECTION}[runs]\nurl = "s3://team/runs"\n'))
    assert storage.run.runs_dir == tmp_path / "runs"
    assert team_of(tmp_path / "runs" / "an-id" / "judge").store == "s3://team/runs"
    load_config(written(tmp_path, SECTION))
    assert not team_of(tmp_path / "runs").store


def test_runs_in_another_folder_share_the_database_and_not_the_store(tmp_path: Path) -> None:
    text = f'{SECTION}[runs]\nurl = "s3://team/runs"\n[fleet]\nurl = "postgresql://db.example/brief"\n'
    config = load_config(written(tmp_path, text))
    join_team(tmp_path / "elsewhere", config)
    team = team_of(tmp_path / "elsewhere")
    assert (team.store, team.database) == ("", "postgresql://db.example/brief")
    join_team(tmp_path / "runs", config)
    assert team_of(tmp_path / "runs").store == "s3://team/runs"


def test_a_store_is_named_without_a_password(tmp_path: Path) -> None:
    assert "holds a password" in error_of(tmp_path, f'{SECTION}[runs]\nurl = "sftp://me:secret@host/runs"\n').what


def test_lines_are_found_below_multi_line_values() -> None:
    text = (
        '[run]\nnoise = [\n    "a",\n    "b",\n]\nmax_events = 1\n\n[[sections]]\nid = "x"\n\n[[sections]]\nid = "y"\n'
    )
    assert line_of(text, ("run", "max_events")) == 6
    assert line_of(text, ("sections", 1, "id")) == 12
    assert line_of(text, ("sections", 1, "title")) == 11
    assert line_of(text, ("nothing",)) == 1


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_config_error(text: str) -> None:
    path = SHIPPED.parent / "never-written.toml"
    assert 1 <= line_of(text, ("run", "max_events")) <= max(1, len(text.splitlines()))
    with pytest.raises(ConfigError):
        load_config(path, [text])


# -- sources.toml ----------------------------------------------------------------------------------------------------

FEED = '[[sources]]\nname = "{0}"\nkind = "feed"\nurl = "https://{0}.example/feed"\n'


def beside(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_beside_the_configuration_come_after_its_own(tmp_path: Path) -> None:
    beside(tmp_path, FEED.format("b") + FEED.format("c") + 'verified = 2026-11-29\nread_at = "https://c.example/rss"\n')
    config = load_config(written(tmp_path, SECTION + FEED.format("a")), ["sources.c.weight=0.9"])
    assert [source.name for source in config.sources] == ["a", "b", "c"]
    assert config.sources[2].weight == 0.9
    assert resolved(config)["sources"][2]["verified"] == "2026-11-29"


def test_an_empty_file_of_sources_gives_none(tmp_path: Path) -> None:
    beside(tmp_path, "")
    assert load_config(written(tmp_path, SECTION)).sources == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (FEED.format("b") + FEED.format("c") + "wieght = 1\n", ":9", "unknown key [[sources]] 3 wieght"),
        (FEED.format("b").replace('feed"\nurl', 'fed"\nurl'), ":3", "[[sources]] 2 kind"),
        ("[run]\n\nmax_events = 3\n", ":3", "'run.max_events' does not belong here"),
        ("sources = 3\n", ":1", "'sources' does not belong here"),
        ("[[sources]\n", ":1", "is not valid TOML"),
        (FEED.format("a"), ":2", "the source name 'a' is given twice, first at "),
    ],
)
def test_a_mistake_in_the_file_of_sources_names_that_file_and_its_line(
    tmp_path: Path, text: str, line: str, said: str
) -> None:
    path = beside(tmp_path, text)
    error = error_of(tmp_path, SECTION + FEED.format("a"))
    assert error.where == f"{path}{line}"
    assert said in error.what


def test_of_two_sources_of_one_name_both_places_are_named(tmp_path: Path) -> None:
    beside(tmp_path, "# mine\n" + FEED.format("a"))
    error = error_of(tmp_path, SECTION + FEED.format("a"))
    assert f"{tmp_path / 'config.toml'}:8" in error.what
    assert error.where == f"{tmp_path / 'sources.toml'}:3"


def test_a_mistake_in_the_configuration_keeps_its_own_line_where_there_are_more_sources(tmp_path: Path) -> None:
    beside(tmp_path, FEED.format("b"))
    assert error_of(tmp_path, "sources = 3\n" + SECTION).where == f"{tmp_path / 'config.toml'}:1"


# -- catalogue/ ------------------------------------------------------------------------------------------------------


def catalogued(folder: Path, name: str, text: str) -> Path:
    path = folder / "catalogue" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


WATER = SECTION.replace('"ai"', '"water"')


def test_a_configuration_without_sections_has_the_shipped_catalogue(tmp_path: Path) -> None:
    bare, shipped = load_config(written(tmp_path, "")), load_config(SHIPPED)
    assert (bare.sections, bare.tiers, bare.names, bare.run.noise) == (
        shipped.sections,
        shipped.tiers,
        shipped.names,
        shipped.run.noise,
    )
    assert bare.run.common_terms
    assert shipped.names.aliases


def test_a_configuration_with_sections_of_its_own_and_no_catalogue_beside_it_is_whole(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, SECTION))
    assert [section.id for section in config.sections] == ["ai"]
    assert (config.tiers, config.names.aliases, config.run.noise) == ({}, (), ())


def test_a_catalogue_beside_the_configuration_is_all_there_is(tmp_path: Path) -> None:
    catalogued(tmp_path, "water.toml", WATER)
    assert [section.id for section in load_config(written(tmp_path, "")).sections] == ["water"]


def test_what_the_configuration_says_itself_takes_the_place_of_the_catalogues(tmp_path: Path) -> None:
    catalogued(tmp_path, "ai.toml", SECTION.replace('"AI"', '"Machines"') + "limit = 3\n")
    catalogued(tmp_path, "lists.toml", '[run]\nnoise = ["涨停"]\ncommon_terms = ["AI"]\n[tiers]\nwire = ["a"]\n')
    catalogued(tmp_path, "tiers.toml", '[tiers]\ntrade = ["b"]\nsocial = ["d"]\n')
    catalogued(tmp_path, "water.toml", WATER)
    config = load_config(written(tmp_path, '[run]\nnoise = []\n[tiers]\ntrade = ["c"]\n' + SECTION))
    assert [(section.id, section.title, section.limit) for section in config.sections] == [
        ("ai", "AI", 8),
        ("water", "AI", 8),
    ]
    assert (config.run.noise, config.run.common_terms) == ((), ("AI",))
    assert config.tiers == {"trade": ("c",), "wire": ("a",), "social": ("d",)}


def test_an_override_reaches_a_section_of_the_catalogue(tmp_path: Path) -> None:
    catalogued(tmp_path, "water.toml", WATER)
    assert load_config(written(tmp_path, SECTION), ["sections.water.limit=2"]).sections[1].limit == 2
    assert "--set sections.water.limit" in str(error_of(tmp_path, SECTION, "sections.water.limit=many").where)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (WATER + "limits = 4\n", ":7", "unknown key [[sections]] 2 limits"),
        (WATER + WATER.replace("water", "wind") + "limit = 0.5\n", ":13", "[[sections]] 3 limit"),
        ("[tiers]\n\nprimery = []\n", ":3", "[tiers] primery"),
        ("[run]\nnoise = 3\n", ":2", "[run] noise"),
        ("[run]\nnoise = []\nmax_events = 3\n", ":3", "'run.max_events' does not belong here"),
        ('id = "water"\n', ":1", "'id' does not belong here"),
        (WATER + WATER, ":9", "the section id 'water' is given twice, first at "),
        ("[tiers]\nwire = []\n", ":2", "tiers.wire is given twice, first at "),
        ("[[sections]\n", ":1", "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_catalogue_names_its_file_and_line(tmp_path: Path, text: str, line: str, said: str) -> None:
    catalogued(tmp_path, "a.toml", '[tiers]\nwire = ["a"]\n')
    path = catalogued(tmp_path, "b.toml", text)
    error = error_of(tmp_path, SECTION)
    assert error.where == f"{path}{line}"
    assert said in error.what


@pytest.mark.parametrize("text", ["run = 3\n", "tiers = []\n", "sections = 3\n"])
def test_a_mistake_in_the_configuration_keeps_its_line_where_a_catalogue_would_add_to_it(
    tmp_path: Path, text: str
) -> None:
    catalogued(tmp_path, "all.toml", "[run]\nnoise = []\n[tiers]\nwire = []\n" + WATER)
    assert error_of(tmp_path, text).where == f"{tmp_path / 'config.toml'}:1"
