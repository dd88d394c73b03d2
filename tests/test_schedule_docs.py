"""What docs/schedule.md shows can be read by those for whom it is meant."""

import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import click
import pytest
import yaml

from brief.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [(ROOT / name).read_text("utf-8") for name in ("docs/schedule.md", "README.md", "docs/fleet.md")]
SERVICES = yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))["services"]
COMMANDS = sorted(
    {
        line
        for text in TEXTS
        for line in re.findall(r"^(?:docker .* )?(brief (?:schedule|status|fleet).*)", text, re.MULTILINE)
    }
    | {shlex.join(one["command"]) for one in SERVICES.values() if one.get("command", [""])[0] == "brief"}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_is_one_that_brief_knows(line: str) -> None:
    command: click.Command = cli
    words = shlex.split(line, comments=True)[1:]
    context = click.Context(cli)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found
        command = found
    command.make_parser(context).parse_args(words)


def test_its_yaml_is_sound_and_calls_the_tick() -> None:
    cluster, workflow = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXTS[0], re.DOTALL))
    (container,) = cluster["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["brief", "schedule", "tick"]
    assert ".brief/.venv/bin/brief schedule tick" in [step.get("run") for step in workflow["jobs"]["tick"]["steps"]]


def test_what_compose_starts_is_of_this_image_and_no_password_stands_in_it() -> None:
    assert set(SERVICES) == {"database", "worker", "scheduler", "studio"}
    ours = [one for name, one in SERVICES.items() if name != "database"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert {one["command"][0] for one in ours} == {"brief", "brief-ticks"}
    assert all((ROOT / one["build"]["args"]["LOCK"]).is_file() for one in ours)
    secrets = [
        value for one in SERVICES.values() for name, value in one["environment"].items() if name.endswith("PASSWORD")
    ]
    assert len(secrets) == 5
    assert all(re.fullmatch(r"\$\{(\w+):\?set \1\}", one) for one in secrets)


def test_what_the_dockerfile_copies_is_there() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert [name for name in kept if not (ROOT / name).exists()] == []


def test_the_containers_loop_ticks_again_and_again_until_it_is_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "brief").write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/ticks\n')
    (tmp_path / "brief").chmod(0o755)
    loop = subprocess.Popen(["/bin/sh", ROOT / "scripts" / "ticks", "0.01"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    while not (tmp_path / "ticks").exists() or (tmp_path / "ticks").read_text().count("\n") < 3:
        time.sleep(0.01)
    loop.send_signal(signal.SIGTERM)
    assert loop.wait(10) == 0
    assert set((tmp_path / "ticks").read_text().splitlines()) == {"schedule tick"}
