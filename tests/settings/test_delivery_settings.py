"""[delivery.NAME] and [approval] of config.toml."""

import re
from pathlib import Path

import pytest

from brief.errors import ConfigError
from brief.settings.config import load_config, resolved

ROOT = Path(__file__).resolve().parents[2]
SECTION = '[[sections]]\nid = "ai"\ntitle = "AI"\ndescription = "x"\nterms = ["AI"]\n'
MAIL = 'kind = "email"\nhost = "h.example"\nsender = "a@b.example"\nto = ["c@d.example"]\n'


def _loaded(folder: Path, text: str) -> object:
    path = folder / "config.toml"
    path.write_text(SECTION + text, "utf-8")
    return load_config(path)


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ('kind = "email"\nhost = "h.example"\nsender = "a@b.example"', "a channel of kind email needs `to`"),
        ('kind = "wecom"', "a channel of kind wecom needs one of `url_env`, `url_file`"),
        ('kind = "wecom"\nurl_env = "A"\nurl_file = "b"', "needs one of `url_env`, `url_file`"),
        ('kind = "wecom"\nurl_env = "A"\nsecret_env = "B"', "a channel of kind wecom has no `secret_env`"),
        ('kind = "wecom"\nurl = "https://h.example/key"', "needs one of"),
        ('kind = "webhook"\nurl = "https://me:secret@h.example/"', "no http or https address without a password"),
        ('kind = "webhook"\nurl = "file:///etc/passwd"', "no http or https address"),
        (f'{MAIL}security = "none"\nuser = "u"', "a user's password goes over TLS only"),
        (MAIL.replace("c@d.example", "c@d.example>\\r\\nBcc: x@y.example"), "is no mail address"),
        (MAIL.replace("c@d.example", "nobody"), "is no mail address"),
        (f'{MAIL}unsubscribe = "https://h.example/>, <x"', "unsubscribe"),
        (f'{MAIL}link = "https://h.example/{{nmae}}"', "{run_id}"),
        (f'{MAIL}link = "javascript:alert(1)"', "no http or https address"),
        ('kind = "git"\npath = "site"\nfolder = "../elsewhere"', "is no folder inside the repository"),
        ('kind = "git"\npath = "site"\nfolder = "/srv"', "is no folder inside the repository"),
        ('kind = "git"\npath = "site"\nremote = "--upload-pack=x"', "remote"),
        ('kind = "fax"', "kind"),
        (f'{MAIL}hots = "x"', "Did you mean 'host'?"),
    ],
)
def test_a_channel_that_cannot_work_is_told_with_its_line(tmp_path: Path, channel: str, said: str) -> None:
    with pytest.raises(ConfigError) as told:
        _loaded(tmp_path, f"[delivery.one]\n{channel}\n")
    assert said in str(told.value)
    assert re.search(r"config\.toml:\d+", told.value.where or "")


@pytest.mark.parametrize("name", ["Mail", "a.b", "../x", "approval:mail"])
def test_a_channels_name_is_fit_for_files_and_message_ids(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        _loaded(tmp_path, f'[delivery."{name}"]\n{MAIL}')


def test_editors_are_told_on_a_channel_of_people(tmp_path: Path) -> None:
    site = '[delivery.site]\nkind = "folder"\npath = "site"\n'
    with pytest.raises(ConfigError, match="'site' is no channel of people; known: mail"):
        _loaded(tmp_path, f'{site}[delivery.mail]\n{MAIL}[approval]\nnotify = "site"\n')
    with pytest.raises(ConfigError, match=r"\[schedule\] notify: 'site' is no channel of people"):
        _loaded(tmp_path, f'{site}[delivery.mail]\n{MAIL}[schedule]\nnotify = "site"\n')


def test_paths_start_at_the_file_and_no_channel_goes_into_the_record(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'{SECTION}[delivery.mail]\n{MAIL}user = "u"\npassword_file = "mail.key"\n', "utf-8")
    config = load_config(path)
    assert config.delivery["mail"].password_file == tmp_path / "mail.key"
    assert not {"delivery", "approval"} & resolved(config).keys()


def test_every_example_of_the_guide_and_of_the_shipped_file_is_sound(tmp_path: Path) -> None:
    guide = "\n".join(re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "delivery.md").read_text("utf-8"), re.DOTALL))
    shipped = (ROOT / "config.toml").read_text("utf-8")
    examples = re.search(r"# \[delivery\.mail\].*?\n\n", shipped, re.DOTALL)
    assert examples
    desk = f"[delivery.desk]\n{MAIL}"
    for text in (guide + desk, re.sub(r"^# ?", "", examples[0], flags=re.MULTILINE)):
        _loaded(tmp_path, text)
