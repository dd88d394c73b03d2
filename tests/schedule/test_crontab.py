import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ticking import job

from brief.errors import BriefError, UsageError
from brief.schedule import crontab, systemd
from brief.schedule.installing import in_use, install, remove, way_for
from brief.schedule.programs import minutes_between_ticks, tick_command

FOLDER = Path("/srv/it's 100% 新")
OTHERS = "MAILTO=a@b.example\n# ü 50%\n17 3 * * * true %x\n\n"


def as_cron_reads(line: str) -> str:
    """The command of a crontab line, as cron(8) hands it to the shell: up to a bare %, and \\% is one."""
    command, before = "", ""
    for char in line.split(" ", 5)[5]:
        if char == "%" and before != "\\":
            break
        command = command[:-1] + char if char == "%" else command + char
        before = char
    return command


def test_the_command_says_all_that_a_bare_environment_lacks(tmp_path: Path) -> None:
    command = tick_command(tmp_path)
    assert command.startswith(f"cd {tmp_path} && PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 /")
    assert command.endswith("/brief schedule tick --quiet")


@given(
    name=st.text(st.characters(blacklist_categories=("C", "Z"), blacklist_characters="\\/"), min_size=1).map(str.strip)
)
def test_the_line_reaches_the_shell_as_the_command_whatever_the_folder_is_called(name: str) -> None:
    folder = Path("/srv") / f"a {name}"
    begin, line, end = crontab.shown(folder, 15).splitlines()
    assert (begin, end) == (f"# BEGIN brief {folder}", f"# END brief {folder}")
    assert as_cron_reads(line) == f"{tick_command(folder)} >>cron.log 2>&1"


@pytest.mark.parametrize("name", ["a\nb", "a\\%b", "a\x1b[0m"])
def test_a_folder_that_no_line_can_hold_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no scheduler can be told"):
        crontab.shown(Path("/srv") / name, 15)


def test_other_lines_stay_byte_for_byte() -> None:
    own = crontab.shown(FOLDER, 15)
    with_own = crontab.replaced(OTHERS, FOLDER, own)
    assert with_own == OTHERS + own
    changed = crontab.replaced(f"{with_own}# after\n", FOLDER, crontab.shown(FOLDER, 5))
    assert changed == f"{OTHERS}{crontab.shown(FOLDER, 5)}# after\n"
    assert crontab.replaced(changed, FOLDER, "") == f"{OTHERS}# after\n"


def test_lines_of_another_project_stay() -> None:
    other = crontab.shown(FOLDER / "sub", 15)
    assert crontab.replaced(other + crontab.shown(FOLDER, 15), FOLDER, "") == other


def test_a_last_line_without_an_end_gets_one() -> None:
    assert crontab.replaced("1 2 3 4 5 true", FOLDER, "x\n") == "1 2 3 4 5 true\nx\n"


@pytest.mark.parametrize("mark", [f"# BEGIN brief {FOLDER}\n", f"# END brief {FOLDER}\n"])
def test_a_mark_alone_is_left_to_the_user(mark: str) -> None:
    with pytest.raises(BriefError, match="one of the two marks"):
        crontab.replaced(f"{mark}1 2 3 4 5 true\n", FOLDER, "")


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        (("Mon 07:30",), 15),
        (("Mon 07:00", "Tue 08:45"), 15),
        (("Mon 07:30", "Tue 07:40"), 5),
        (("Mon 07:31",), 5),
        ((), 15),
    ],
)
def test_the_tick_comes_as_often_as_the_jobs_need(times: tuple[str, ...], minutes: int) -> None:
    assert minutes_between_ticks(job(at=at) for at in times) == minutes


# -- the machine -------------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which programs stand in for cron and systemd: they keep the crontab, and what was asked."""
    programs = tmp_path / "bin"
    programs.mkdir()
    crontab, asked, running = (tmp_path / name for name in ("crontab", "asked", "running"))
    scripts = {
        "crontab": f"""
            [ "$1" = - ] && exec cat >{crontab}
            [ -f {crontab} ] && exec cat {crontab}
            echo "no crontab for you" >&2
            exit 1""",
        "systemctl": f"""
            echo "$*" >>{asked}
            [ -f {running} ] && exec echo yes
            echo "no bus" >&2
            exit 1""",
    }
    for name, text in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_crontab_is_made_changed_and_cleared(machine: Path) -> None:
    (machine / "crontab").write_bytes(b"# \xff\xfe\n")
    assert way_for(FOLDER, None) == "crontab"
    install("crontab", FOLDER, 15)
    install("crontab", FOLDER, 5)
    assert (machine / "crontab").read_bytes() == b"# \xff\xfe\n" + crontab.shown(FOLDER, 5).encode()
    assert in_use(FOLDER) == ("crontab",)
    remove(FOLDER)
    assert (machine / "crontab").read_bytes() == b"# \xff\xfe\n"


def test_a_user_without_a_crontab_gets_one(machine: Path) -> None:
    install("crontab", FOLDER, 15)
    assert (machine / "crontab").read_text() == crontab.shown(FOLDER, 15)


def test_a_systemd_of_the_users_is_preferred_and_takes_over(machine: Path) -> None:
    install("crontab", FOLDER, 15)
    (machine / "running").touch()
    assert way_for(FOLDER, None) == "crontab", "what fires it already goes on"
    assert way_for(Path("/other"), None) == "systemd"
    install("systemd", FOLDER, 15)
    assert in_use(FOLDER) == ("systemd",)
    assert (machine / "crontab").read_text() == ""
    remove(FOLDER)
    asked = (machine / "asked").read_text().splitlines()
    name = systemd.unit_name(FOLDER)
    assert asked[-5:] == [f"--user {words}" for words in (
        "daemon-reload", f"enable {name}.timer", f"restart {name}.timer", f"disable --now {name}.timer", "daemon-reload"
    )]  # fmt: skip
    assert in_use(FOLDER) == ()


def test_a_systemd_that_refuses_leaves_nothing_behind(machine: Path) -> None:
    with pytest.raises(BriefError, match="no bus"):
        install("systemd", FOLDER, 15)
    assert in_use(FOLDER) == ()


def test_a_machine_with_neither_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="neither cron nor a systemd"):
        way_for(FOLDER, None)


def test_a_crontab_that_may_not_be_read_is_not_overwritten(machine: Path) -> None:
    (machine / "bin" / "crontab").write_text("#!/bin/sh\necho 'you are not allowed' >&2; exit 1\n")
    with pytest.raises(BriefError, match="you are not allowed"):
        install("crontab", FOLDER, 15)


def test_units_hold_the_command_with_nothing_left_to_replace() -> None:
    service, timer = systemd.units(Path("/srv/$HOME 100%"), 15).values()
    assert """ExecStart=/bin/sh -c "cd '/srv/$$HOME 100%%' && """ in service
    assert "OnCalendar=*:0/15\n" in timer
    assert "Persistent=true" in timer


def test_two_folders_of_one_name_have_units_of_their_own() -> None:
    assert systemd.unit_name(Path("/a/news")) != systemd.unit_name(Path("/b/news"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_itself_reads_the_units_without_a_complaint(tmp_path: Path) -> None:
    for place, text in systemd.units(FOLDER, 15).items():
        (tmp_path / place.name).write_text(text)
    timer = next(tmp_path.glob("*.timer"))
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    verified = subprocess.run(["systemd-analyze", "verify", "--user", timer], env=env, capture_output=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, b"")
    elapse = subprocess.run(["systemd-analyze", "calendar", "*:0/15"], capture_output=True, text=True, check=True)
    assert "*-*-* *:00/15:00" in elapse.stdout
