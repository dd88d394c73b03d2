"""The command line in Chinese: every message has its translation and is found again, and nothing else is changed."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from brief import words
from brief.cli.main import COMMANDS, exit_status
from brief.cli.output import width_of
from brief.words import PLACE, Catalogue, choose, label, local

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "brief/locale/zh/LC_MESSAGES/brief.po"
CHINESE = {"LANG": "zh_CN.UTF-8"}
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
TYPED = re.compile(r"`[^`]*`|'[^']*'|\[[^\]]*\]|<[^>]*>|--?[a-z-]+|\S*[_./:=@*\d]\S*")
"""What stays as it is: commands, options, keys, ids, paths, figures."""
CODES = re.compile("not there|link dead|no link|No such file or directory|AI & Capabilities|Energy & Infrastructure")
"""Marks of statements, words of the system, and titles of sections."""
ENGLISH = re.compile(
    r"[A-Za-z']{2,}(?: [A-Za-z']+){2,}|^[A-Z][a-z]+ [a-z]"
    r"|\b(?:an?|the|is|are|was|of|to|no|not|in|it|its|with|for|by|and) [a-z]"
)
ShownBy = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    choose({})


@pytest.fixture
def shown_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> ShownBy:
    """What a command line shows a reader of Chinese, in an own project folder."""
    shutil.copy(ROOT / "config.toml", tmp_path / "config.toml")
    shutil.copytree(ROOT / "formats", tmp_path / "formats")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, lang: str = "zh_CN.UTF-8") -> tuple[int, str, str]:
        monkeypatch.setenv("LANG", lang)
        status = exit_status(list(arguments))
        return status, *capsys.readouterr()

    return run


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words_script", ROOT / "scripts/words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def chinese() -> Catalogue:
    return Catalogue(str(PO.with_suffix(".mo")))


@cache
def translations() -> tuple[Message, ...]:
    with PO.open("rb") as opened:
        return tuple(one for one in read_po(opened, locale="zh") if one.id)


def texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value),)


def filled(template: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: values[place[1]], template)


def english_lines(text: str) -> list[str]:
    """Lines with three English words in a row, or two of which one only prose has."""
    return [line for line in text.splitlines() if ENGLISH.search(CODES.sub("·", TYPED.sub("·", line)))]


# -- the catalogue ---------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
def test_the_catalogue_holds_what_the_code_says_all_of_it_is_translated_and_it_is_compiled(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert script().main(["--check"]) == 0, capsys.readouterr().out


def test_a_translation_has_the_places_of_its_message_and_no_others() -> None:
    places = re.compile(r"\{\w+(?:![rs])?\}|%\(\w+\)s")
    for one in translations():
        of_message = set(places.findall(texts(one.id)[-1])) | set(places.findall(texts(one.id)[0]))
        of_translation = set(places.findall(texts(one.string)[0]))
        assert of_translation == of_message or (len(texts(one.id)) > 1 and of_translation < of_message), one.id


def test_a_translation_is_chinese_unless_nothing_is_to_be_said_otherwise() -> None:
    same = [one.id for one in translations() if not re.search(r"[一-鿿]", texts(one.string)[0])]
    assert len(same) < 20, same
    assert all(len(TYPED.sub("", texts(one)[0]).split()) < 4 for one in same), same


def test_a_message_with_values_is_found_again_with_each_value_in_its_place() -> None:
    lost = []
    for one in translations():
        if one.context or isinstance(one.id, tuple) or not PLACE.search(str(one.id)):
            continue
        values = {name: str(11 + number) for number, name in enumerate(dict.fromkeys(PLACE.findall(str(one.id))))}
        said, wanted = chinese().shown(filled(str(one.id), values)), filled(str(one.string), values)
        if re.sub(r"\W", "", said) != re.sub(r"\W", "", wanted):
            lost.append((one.id, said))
    assert len(lost) < 8, lost  # values without a word between them, of which nobody knows where one ends


CONTEXTS = ["{}", "run-1: {}", "x-1; {}", "{}; x-1", "x-1 ({})", "/x/y, {}", "x-1 · {}"]
WORD = re.compile("[A-Za-z']{2,}")


def english_of(text: str) -> list[tuple[str, ...]]:
    """What a message says around its values, where that is two words or more."""
    return [words for one in PLACE.split(text)[::2] if len(words := tuple(WORD.findall(one))) > 1]


def holds(words: tuple[str, ...], some: tuple[str, ...]) -> bool:
    return any(words[place : place + len(some)] == some for place in range(len(words)))


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_message_is_found_again_beside_whatever_it_is_put_together_with(context: str) -> None:
    """Whatever it holds itself of what messages are joined by."""
    lost = []
    for one in translations():
        if (
            one.context
            or isinstance(one.id, tuple)
            or re.search(r"\n|\.$", str(one.id))
            or "click/" in one.locations[0][0]
        ):
            continue
        values = {name: str(11 + number) for number, name in enumerate(dict.fromkeys(PLACE.findall(str(one.id))))}
        shown = tuple(WORD.findall(chinese().shown(context.format(filled(str(one.id), values)))))
        kept = tuple(WORD.findall(str(one.string)))
        if any(holds(shown, some) and not holds(kept, some) for some in english_of(str(one.id))):
            lost.append(one.id)
    assert len(lost) < 7, lost


def test_a_value_ends_where_a_typed_command_does_and_a_count_is_one_value() -> None:
    choose(CHINESE)
    told = "`brief deliver a-1` sends that one, `brief deliver b-1 --force` sends this one all the same"
    assert local(told) == "`brief deliver a-1` 发送那一份，`brief deliver b-1 --force` 仍然发送这一份"
    assert not english_lines(local("s2, with 3 other events"))


@given(st.text(max_size=80))
def test_nothing_that_is_shown_is_lost_or_fails(text: str) -> None:
    said = chinese().shown(text)
    assert re.sub(r"[^0-9]", "", said) == re.sub(r"[^0-9]", "", text)


@pytest.mark.parametrize(
    "piece", ["a, b", "x: y; ", ", prompt by (", "1 of 2 ", "word ", "a by b, prompt c (d", "in a for b | c · "]
)
def test_hostile_text_costs_little(piece: str) -> None:
    for times in (10, 30, 100, 1000):
        assert chinese().shown(piece * times)


@pytest.mark.uncounted
def test_news_is_never_taken_for_a_message() -> None:
    for file in (ROOT / "examples").glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            document = json.loads(line)
            for text in filter(None, (document.get("title"), document.get("summary"), document.get("body"))):
                assert chinese().shown(text) == text
    for headline in (
        "The rise of AI",
        "Court releases 12 new documents",
        "Made by hand in Kyoto",
        "Bank of America: on line",
    ):
        assert chinese().shown(headline) == headline


# -- what the code says ----------------------------------------------------------------------------------------------


def shown_literals() -> Iterator[tuple[str, str]]:
    """Each text that the code hands to what a person reads: the help of options, errors, `say`, notes."""
    silent = tuple(script().TOLD["silent"])
    for path in sorted((ROOT / "brief").rglob("*.py")):
        nodes = (
            ast.walk(ast.parse(path.read_text("utf-8"))) if not str(path.relative_to(ROOT)).startswith(silent) else ()
        )
        for value in (one for node in nodes if isinstance(node, ast.Call) for one in handed_to_readers(node)):
            if isinstance(value, ast.JoinedStr | ast.Constant):
                yield from ((path.name, script().bare(one)) for one in script().alternatives(value))


def handed_to_readers(call: ast.Call) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    shown = [one.value for one in call.keywords if one.arg in {"help", "next"}]
    if name in script().TOLD["quiet_calls"]:
        return []
    if name in {"say", "note", "echo"} or name.endswith("Error") or name in script().ERRORS:
        return [*shown, *call.args[:1]]
    return [*shown, *call.args[2:]] if name == "line" else shown


def test_every_text_that_is_handed_to_a_reader_is_a_message() -> None:
    known = {text for one in translations() for text in texts(one.id)}
    checked = 0
    for place, text in shown_literals():
        checked += 1
        assert text in known or not script().is_prose(text), f"{place}: {text}"
    assert checked > 400


def test_only_one_module_prints_messages() -> None:
    """`click.echo` is for paths, reports and prompts; a message goes through `say`, `show` or `note`."""
    for path in sorted((ROOT / "brief").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo" and node.args:
                told = [script().bare(one) for one in script().alternatives(node.args[0])]
                assert path.name == "output.py" or not any(map(script().is_prose, told)), f"{path.name}: {told}"


# -- which language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "is_chinese"),
    [
        ({}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, False),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANGUAGE": "zh"}, True),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, True),
        ({"LANGUAGE": "en:zh", "LANG": "zh_CN.UTF-8"}, False),
        ({"LANGUAGE": "fr:zh", "LANG": "fr_FR.UTF-8"}, True),
        ({"LANGUAGE": "zh", "LC_ALL": "C"}, False),
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
    ],
)
def test_the_language_is_the_first_that_the_environment_names_in_the_usual_order(
    environ: dict[str, str], is_chinese: bool
) -> None:
    assert choose(environ) == is_chinese
    assert (local("is gone.") != "is gone.") == is_chinese


def test_for_a_reader_of_english_no_catalogue_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "Catalogue", None)
    choose({"LANG": "en_US.UTF-8"})
    assert local("is gone.") == "is gone."
    assert label("RUN") == "RUN"


def test_a_word_is_translated_as_a_label_and_not_as_data() -> None:
    choose(CHINESE)
    assert label("run") == "运行"
    assert local("run") == "run"


def test_what_was_put_together_is_shown_piece_by_piece() -> None:
    choose(CHINESE)
    assert local("3 rows; taken over as it was") == "3 行；照原样沿用"
    assert local("finished (exit 0)") == "finished（退出码 0）"
    assert local("there is no run x. `brief list` shows the runs.") == "没有运行 x。`brief list` 列出运行。"


# -- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS, "sources add", "sources check", "schedule add", "prompts show"])
def test_help_is_chinese_and_fits_the_terminal(command: str, shown_by: ShownBy) -> None:
    status, out, _ = shown_by(*command.split(), "--help")
    assert status == 0
    assert out.startswith("用法: brief")
    assert "显示本帮助并退出。" in out
    assert not english_lines(out.partition("\n")[2])
    assert all(width_of(line) <= 80 or "://" in line for line in out.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        "run", "run --period 2026-99", "run --period weekly --foo", "run --period weekly --offline --model openai:m",
        "run --period weekly --set run.foo=1", "run --period weekly --corpus absent.jsonl",
        "run --period weekly --format x",
        "show absent", "list", "list --status gone", "diff", "foo", "prune", "resume", "deliver", "edit", "eval",
        "formats", "sections", "prompts", "prompts check", "sources", "sources add foo", "status", "schedule list",
        "search word", "doctor", "check absent.md", "replay --foo", "compare --by nothing", "ingest absent",
    ],
)  # fmt: skip
def test_what_commands_say_is_chinese(arguments: str, shown_by: ShownBy) -> None:
    _, out, err = shown_by(*arguments.split())
    shown = [line for line in (out + err).splitlines() if not re.match(r"\S+\.md  ", line)]  # names of variables
    assert shown
    assert not english_lines("\n".join(shown))


def test_a_run_and_what_it_holds_are_told_in_chinese_and_kept_in_english(shown_by: ShownBy) -> None:
    example = str(ROOT / "examples/2026-W02.jsonl")
    status, _, err = shown_by("run", "--period", "2026-W02", "--corpus", example, "--offline")
    assert status == 0
    assert "行" in err
    assert not english_lines(err)
    _, out, _ = shown_by("show", "last")
    head = out.split("步骤文件")[0]
    assert not english_lines("\n".join(line for line in head.splitlines() if "extractive" not in line))
    assert not english_lines(shown_by("list")[1])
    in_chinese = shown_by("show", "last", "--json")[1]
    assert in_chinese == shown_by("show", "last", "--json", lang="C")[1]
    assert shown_by("show", "last", lang="C")[1].startswith("run ")


@pytest.fixture
def published(shown_by: ShownBy) -> Callable[..., str]:
    """A project with a run, its correction and a channel; what a command line shows there of either stream."""
    more = '[delivery.site]\nkind = "folder"\npath = "site"\n[delivery.chat]\nkind = "wecom"\nurl_env = "NO_SUCH"\n'
    config = Path("config.toml")
    config.write_text(f"{config.read_text('utf-8')}\n{more}", "utf-8")
    example = str(ROOT / "examples/2026-W02.jsonl")
    status, out, _ = shown_by("run", "--period", "2026-W02", "--corpus", example, "--offline", "--deliver", "site")
    assert status == 0, out
    return lambda *arguments: "".join(shown_by(*arguments)[1:])


def untranslated(shown: str) -> list[tuple[str, ...]]:
    """What messages say, and is in English still."""
    lines = [tuple(WORD.findall(CODES.sub("·", line))) for line in shown.splitlines()]
    kept = [tuple(WORD.findall(texts(one.string)[0])) for one in translations()]
    said = {some for one in translations() if not one.context for some in english_of(texts(one.id)[0])}
    found = {some for some in said if any(holds(line, some) for line in lines)}
    return sorted(one for one in found if not any(holds(some, one) for some in kept))


def test_no_line_of_any_command_holds_what_a_message_says_in_english(published: Callable[..., str]) -> None:
    run = json.loads(published("list", "--json"))["runs"][0]["run_id"]
    row = re.findall(r"^ *(\w+\.e\d+) ", published("show", "last"), re.MULTILINE)[0]
    cell = f"{row}.technical"
    why = ("--why", "数字有误。")
    shown = [
        published("correct", "last", cell, "--text", "公司没有公布更多数据", *why),
        published("correct", "last", cell, "--text", "规模达到999万套", *why),
        published("correct", run, cell, "--text", "x", *why),
        published("check", f"runs/{run}/report.md"),
    ]
    lines = (
        "show last", f"show last {row}", f"show last {cell}", f"show last --event {row.partition('.')[2]}",
        f"show {run}", "show last --issues", "show last 1-retrieval", "show last 5-critique-1", f"approve {run}",
        "approve last",
        f"deliver {run} --dry-run", f"deliver {run}", "deliver last --to chat", f"diff {run} last", "diff", "eval last",
        f"eval {run} last", "status", "schedule list", "schedule remove x", "doctor", "formats", "sections", "prompts",
        "search 储能", "search xyz", "prune --keep 1 --dry-run", "replay last --offline", "list", "sources",
        "schedule add --period daily --at 08:00 --elsewhere --format personal-daily --deliver chat", "schedule tick",
        "schedule run-now", "status", "schedule list", "schedule remove daily-personal-daily",
    )  # fmt: skip
    shown += [published(*line.split()) for line in lines]
    text = "\n".join(line for one in shown for line in one.splitlines() if not line.startswith("    "))
    assert not untranslated(text)


def test_what_is_written_down_stays_english(shown_by: ShownBy) -> None:
    Path("empty.jsonl").write_text("")
    status, _, err = shown_by("run", "--period", "2026-W02", "--corpus", "empty.jsonl", "--offline")
    assert status == 3
    assert "没有" in err
    record = json.loads(next(Path("runs").glob("2*/run.json")).read_text("utf-8"))
    assert record["error"]["what"].isascii()
    assert record["error"]["next"].isascii()
    assert "没有" in shown_by("show", record["run_id"])[1]  # told anew in the language of whoever looks


@pytest.mark.parametrize("arguments", ["run", "show absent", "list", "formats", "foo", "sections", "prune --keep 1"])
def test_json_is_the_same_in_every_language(arguments: str, shown_by: ShownBy) -> None:
    told = shown_by(*arguments.split(), "--json")
    assert told == shown_by(*arguments.split(), "--json", lang="C")


def test_a_process_of_its_own_speaks_the_language_of_its_environment() -> None:
    environ = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    done = [
        subprocess.run(
            [sys.executable, "-m", "brief", "--help"],
            env={**environ, **said},
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout.decode()
        for said in (CHINESE, {"LANG": "C"}, {})
    ]
    assert done[0].startswith("用法: brief [选项] 命令 [参数]...")
    assert done[1] == done[2]
    assert done[1].startswith("Usage: brief [OPTIONS] COMMAND [ARGS]...")
