import pytest
from browsing import HOST, Browsed

from brief.studio import guard
from brief.studio.app import app_of
from brief.studio.guard import Key, hosts_of
from brief.studio.studio import Studio


@pytest.fixture
def strange(studio: Studio, key: Key) -> Browsed:
    """Without the key."""
    return Browsed(app_of(studio, key))


def test_nothing_is_shown_without_the_key(strange: Browsed) -> None:
    answer = strange.get("index.html")
    assert answer.status_code == 401
    assert "2026" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "é", "brief"])
def test_a_guessed_key_opens_nothing(strange: Browsed, token: str) -> None:
    assert strange.get("index.html", params={"token": token}).status_code == 401
    assert strange.get("index.html", headers={"cookie": f"brief-8000={token.encode().hex()}"}).status_code == 401


def test_the_key_moves_from_the_address_into_a_cookie_that_no_script_and_no_other_site_has(
    strange: Browsed, key: Key
) -> None:
    answer = strange.get("index.html", params={"token": key.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/index.html")
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept


@pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1:9", "127.0.0.1", "localhost.evil.example:8000"])
def test_a_name_that_was_made_to_point_here_is_refused_even_with_the_key(browsed: Browsed, host: str) -> None:
    assert browsed.get("index.html", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", f"http://{HOST}.evil.example", "http://127.0.0.1:81"]
)
def test_nothing_is_changed_from_another_site(browsed: Browsed, origin: str) -> None:
    assert browsed.post("runs/x/approve.html", headers={"origin": origin}).status_code == 403


def test_no_page_lets_anything_run_that_is_not_the_studios(browsed: Browsed) -> None:
    policy = browsed.get("index.html").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_who_comes_from_another_machine_is_asked_for_the_password(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_PAUSE_SECONDS", 0)
    key = Key(8000, frozenset(), "a long password")
    page = Browsed(app_of(studio, key))
    own = {"origin": f"http://{HOST}"}
    assert 'type="password"' in page.get("index.html").text
    assert "set-cookie" not in page.post("enter", {"password": "another"}, headers=own).headers
    assert "set-cookie" not in page.post("enter", {"password": ""}, headers=own).headers
    answer = page.post("enter", {"password": "a long password"}, headers=own)
    assert key.token in answer.headers["set-cookie"]


def test_hosts_are_told_with_their_port() -> None:
    assert hosts_of(("a", "b"), 1) == {"a:1", "b:1"}
