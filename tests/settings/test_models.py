import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from wiring import config_of

from brief.errors import ConfigError, UsageError
from brief.settings.config import Config, load_config, resolved
from brief.settings.keys import read_key, scrubbed
from brief.settings.models import ROLES, Models, extraction, resolve

KEY = "sk-secret-0123456789"
SHIPPED = Path(__file__).resolve().parents[2] / "config.toml"
BOTH = {"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": "sk-ant-0123456789"}


def names(models: Models, role: str = "critic") -> tuple[str, ...]:
    return models.bindings[role].names


def config_error(config: Config, env: dict[str, str], model: str | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        resolve(config, env, model)
    return caught.value


# -- roles -----------------------------------------------------------------------------------------------------------


def test_without_a_key_every_role_is_extractive() -> None:
    models = resolve(load_config(SHIPPED), {})
    assert models.extractive
    assert {role: names(models, role) for role in ROLES} == dict.fromkeys(ROLES, ("extractive",))
    assert models == extraction()


@pytest.mark.parametrize(("variable", "endpoint"), [("OPENAI_API_KEY", "openai"), ("ANTHROPIC_API_KEY", "anthropic")])
def test_a_key_in_the_environment_is_enough(variable: str, endpoint: str) -> None:
    models = resolve(load_config(SHIPPED), {variable: KEY})
    assert not models.extractive
    assert list(models.endpoints) == [endpoint]
    assert all(names(models, role)[0].startswith(f"{endpoint}:") for role in ROLES)


def test_where_two_keys_are_set_the_critic_is_the_other_vendors_model() -> None:
    config = config_of(models={"defaults": {"anthropic": "a", "openai": "b"}})
    found = {role: names(resolve(config, BOTH), role) for role in ROLES}
    assert found.pop("critic") == ("openai:b", "extractive")
    assert set(found.values()) == {("anthropic:a", "extractive")}


def test_with_one_key_the_critic_is_the_writers_model() -> None:
    config = config_of(models={"defaults": {"anthropic": "a", "openai": "b"}})
    assert names(resolve(config, {"OPENAI_API_KEY": KEY})) == ("openai:b", "extractive")


def test_the_default_critic_is_none_of_the_vendor_that_config_names_for_the_tables() -> None:
    config = config_of(models={"table_writer": "openai:big", "defaults": {"openai": "b", "anthropic": "a"}})
    assert names(resolve(config, BOTH)) == ("anthropic:a", "extractive")
    assert names(resolve(config, BOTH), "synthesis_writer") == ("openai:b", "extractive")


def test_a_critic_that_config_names_stays_and_so_does_one_given_by_option() -> None:
    config = config_of(models={"critic": "openai:big", "defaults": {"openai": "b", "anthropic": "a"}})
    assert names(resolve(config, BOTH)) == ("openai:big",)
    assert names(resolve(config_of(models={"defaults": {"openai": "b"}}), BOTH, "anthropic:m"))[0] == "anthropic:m"


def test_a_role_has_the_chain_that_config_gives_it_and_its_own_settings() -> None:
    chain = ["openai:big", "anthropic:small", "extractive"]
    config = config_of(models={"critic": chain, "settings": {"critic": {"temperature": 0.3}}})
    binding = resolve(config, BOTH).bindings["critic"]
    assert binding.names == tuple(chain)
    assert binding.extractive
    assert [link.settings.temperature for link in binding.links] == [0.3, 0.3]


def test_one_name_is_a_chain() -> None:
    assert names(resolve(config_of(models={"critic": "openai:big"}), BOTH)) == ("openai:big",)


def test_a_model_given_takes_the_first_place_and_the_fallbacks_stay() -> None:
    chain = ["openai:big", "anthropic:small", "extractive"]
    config = config_of(models=dict.fromkeys(ROLES, chain))
    models = resolve(config, BOTH, "anthropic:other")
    assert {names(models, role) for role in ROLES} == {("anthropic:other", "anthropic:small", "extractive")}


def test_a_model_given_that_is_a_fallback_already_stands_once() -> None:
    config = config_of(models={"critic": ["openai:big", "anthropic:small", "extractive"]})
    assert names(resolve(config, BOTH, "anthropic:small")) == ("anthropic:small", "extractive")


def test_the_key_of_the_link_that_it_replaces_is_not_needed() -> None:
    config = config_of(models={role: ["openai:big", "extractive"] for role in ROLES})
    assert list(resolve(config, {"ANTHROPIC_API_KEY": KEY}, "anthropic:m").endpoints) == ["anthropic"]


def test_extraction_can_be_given_in_place_of_a_model() -> None:
    assert resolve(config_of(models={"critic": "openai:big"}), {}, "extractive").extractive


def test_a_model_may_have_colons_in_its_name() -> None:
    config = config_of(endpoints={"ollama": {"kind": "openai", "base_url": "http://localhost:11434/v1"}})
    link = resolve(config, {}, "ollama:qwen3:8b").bindings["critic"].links[0]
    assert (link.endpoint.name, link.model, link.name) == ("ollama", "qwen3:8b", "ollama:qwen3:8b")


def test_price_and_context_belong_to_the_link_that_they_name() -> None:
    price = {"input_per_million_usd": 1, "output_per_million_usd": 4, "source": "their page", "date": "2026-11-20"}
    config = config_of(
        models={"critic": ["openai:a", "openai:b"]}, prices={"openai:a": price}, contexts={"openai:b": 8192}
    )
    first, second = resolve(config, BOTH).bindings["critic"].links
    assert first.price
    assert (first.price.output_per_million_usd, first.context_tokens) == (4, None)
    assert (second.price, second.context_tokens) == (None, 8192)


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["gpt", "openai:", ":gpt", ""])
def test_a_model_without_its_endpoint_is_a_usage_error(model: str) -> None:
    with pytest.raises(UsageError, match="--model"):
        resolve(config_of(), BOTH, model)


def test_an_unknown_endpoint_is_named_with_the_nearest_known_one() -> None:
    error = config_error(config_of(), BOTH, "opnai:gpt")
    assert (error.where, error.what) == ("--model", "there is no endpoint 'opnai'.")
    assert error.next == "Did you mean 'openai'?"


def test_an_endpoint_without_its_key_names_the_variable_and_the_role() -> None:
    error = config_error(config_of(models={"critic": "openai:big"}), {})
    assert error.where == "[models] critic"
    assert "OPENAI_API_KEY" in str(error)


def test_an_endpoint_without_its_key_names_the_file_that_it_looked_for(tmp_path: Path) -> None:
    config = config_of(endpoints={"openai": {"key_file": str(tmp_path / "key")}}, models={"critic": "openai:big"})
    assert str(tmp_path / "key") in str(config_error(config, {}))


def test_an_empty_key_is_no_key() -> None:
    assert "no key" in config_error(config_of(models={"critic": "openai:big"}), {"OPENAI_API_KEY": "  "}).what


@pytest.mark.parametrize("missing", ["kind", "base_url"])
def test_an_endpoint_of_ones_own_needs_a_kind_and_an_address(missing: str) -> None:
    own = {"kind": "openai", "base_url": "http://localhost:1/v1"}
    del own[missing]
    error = config_error(config_of(endpoints={"own": own}), {}, "own:m")
    assert (error.where, missing in error.what) == ("[endpoints.own]", True)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('[models]\ncritic = "gpt"', "not endpoint:model"),
        ('[models]\ncritic = ["extractive", "openai:m"]', "nothing can follow"),
        ('[models]\ncritik = "openai:m"', "unknown key"),
        ('[endpoints.x]\nkind = "gemini"', "kind"),
        ('[endpoints.x]\nbase_url = "localhost:80"', "no http or https address"),
        ('[endpoints.x]\nbase_url = "https://me:secret@host/v1"', "no name or password"),
        ('[endpoints.x.headers]\nx-api-key = "sk-123456"', "looks like a secret"),
        ('[endpoints.x]\napi_key = "sk-123456"', "unknown key"),
        ('[prices."openai:m"]\ninput_per_million_usd = 1\noutput_per_million_usd = 2', "source"),
    ],
)
def test_what_config_must_not_say_is_an_error(section: str, said: str, tmp_path: Path) -> None:
    catalogue = '\n[[sections]]\nid = "a"\ntitle = "A"\ndescription = "d"\nterms = ["t"]\n'
    (tmp_path / "config.toml").write_text(f"{section}\n{catalogue}")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "config.toml")
    assert said in str(caught.value)
    assert "sk-123456" not in str(caught.value)


# -- endpoints -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "base_url", "api", "cached", "parameter"),
    [
        ({}, "https://api.openai.com/v1", "responses", True, "max_completion_tokens"),
        ({"OPENAI_BASE_URL": "https://eu.api.openai.com/v1/"}, "https://eu.api.openai.com/v1", "responses", True, None),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:8100/v1"}, "http://127.0.0.1:8100/v1", "chat", False, "max_tokens"),
        ({"OPENAI_BASE_URL": "https://api.openai.com.evil.example/v1"}, None, "chat", False, "max_tokens"),
    ],
)
def test_a_foreign_address_is_asked_by_chat(
    env: dict[str, str], base_url: str | None, api: str, cached: bool, parameter: str | None
) -> None:
    endpoint = resolve(config_of(), BOTH | env, "openai:m").endpoints["openai"]
    assert (endpoint.api, endpoint.prompt_cache) == (api, cached)
    assert base_url in {None, endpoint.base_url}
    assert parameter in {None, endpoint.max_tokens_parameter}


def test_config_goes_before_the_environment() -> None:
    own = {"base_url": "http://localhost:9/v1", "api": "responses", "prompt_cache": True, "key_env": "MY_KEY"}
    env = {"OPENAI_BASE_URL": "http://localhost:1", "OPENAI_API_KEY": "other", "MY_KEY": KEY}
    endpoint = resolve(config_of(endpoints={"openai": own}), env, "openai:m").endpoints["openai"]
    assert (endpoint.base_url, endpoint.api, endpoint.prompt_cache) == ("http://localhost:9/v1", "responses", True)
    assert endpoint.key
    assert endpoint.key.get_secret_value() == KEY


def test_an_address_in_the_environment_that_is_none_is_named_by_its_variable() -> None:
    error = config_error(config_of(), BOTH | {"ANTHROPIC_BASE_URL": "localhost"}, "anthropic:m")
    assert error.where == "$ANTHROPIC_BASE_URL"


def test_what_decides_an_answer_holds_no_address_and_no_limit() -> None:
    def deciding(**endpoint: Any) -> dict[str, Any]:
        config = config_of(endpoints={"x": {"kind": "openai", "base_url": "http://a/v1"} | endpoint})
        return resolve(config, {}, "x:m").bindings["critic"].links[0].deciding

    same: list[dict[str, Any]] = [{"base_url": "http://b/v1"}, {"timeout_seconds": 9}, {"stream": True}]
    other: list[dict[str, Any]] = [
        {"structured": "tool"},
        {"array_limits": True},
        {"api": "responses"},
        {"extra_body": {"seed": 1}},
    ]
    assert all(deciding(**change) == deciding() for change in same)
    assert all(deciding(**change) != deciding() for change in other)
    assert json.loads(json.dumps(deciding())) == deciding()


# -- keys ------------------------------------------------------------------------------------------------------------


def test_no_text_of_the_models_shows_a_key() -> None:
    headers = {"x-api-key": "{key}", "x-other-token": "{$OTHER}", "x-title": "Brief"}
    config = config_of(endpoints={"openai": {"headers": headers}})
    env = BOTH | {"OTHER": "other-secret-42"}
    models = resolve(config, env, "openai:m")
    shown = f"{models!r}{models}{models.bindings!r}{resolved(config)}{config!r}"
    assert KEY not in shown
    assert "other-secret-42" not in shown
    text = models.scrub(f"a {KEY} b other-secret-42 c Brief")
    assert text == "a [key] b [key] c Brief"
    sent = {name: value.get_secret_value() for name, value in models.endpoints["openai"].headers.items()}
    assert sent == {"x-api-key": KEY, "x-other-token": "other-secret-42", "x-title": "Brief"}


def test_a_header_whose_variable_is_not_set_is_an_error() -> None:
    config = config_of(endpoints={"openai": {"headers": {"x-team-token": "{$TEAM}"}}})
    assert "{$TEAM} has no value" in config_error(config, BOTH, "openai:m").what


def test_a_key_is_read_from_a_file_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    file.chmod(0o600)
    key = read_key("here", None, file, {})
    assert key
    assert key.get_secret_value() == KEY


def test_the_variable_goes_before_the_file(tmp_path: Path) -> None:
    key = read_key("here", "MY_KEY", tmp_path / "none", {"MY_KEY": KEY})
    assert key
    assert key.get_secret_value() == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_key_file_that_others_may_open_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(mode)
    with pytest.raises(ConfigError, match=f"mode {mode:o}") as caught:
        read_key("[endpoints.x]", None, file, {})
    assert caught.value.next == f"Run `chmod 600 {file}`."


def test_a_file_handed_out_by_the_system_may_be_readable_but_not_writable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text(KEY)
    file.chmod(0o444)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    assert read_key("here", None, file, {})
    file.chmod(0o666)
    with pytest.raises(ConfigError, match="open to others"):
        read_key("here", None, file, {})


@pytest.mark.parametrize("text", ["", "\n", "two words", "schlüssel", "a\x00b"])
def test_a_file_that_holds_no_key_is_an_error_that_does_not_show_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(ConfigError) as caught:
        read_key("here", None, file, {})
    assert not text.strip() or text not in str(caught.value)


def test_a_missing_key_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_key("here", None, tmp_path / "none", {})


def test_a_word_that_guards_nothing_is_not_scrubbed() -> None:
    assert scrubbed("ollama runs none", [SecretStr("ollama"), SecretStr("none")]) == "ollama runs none"


@given(st.lists(st.text("abk-", min_size=8, max_size=12), max_size=4), st.text("abk- ", max_size=60))
def test_no_key_is_left_in_a_scrubbed_text(keys: list[str], text: str) -> None:
    for key in keys:
        clean = scrubbed(f"{text}{key}{text}", [SecretStr(one) for one in keys])
        assert not any(one in clean.replace("[key]", "\n") for one in keys)


def test_every_example_of_the_guide_is_sound(tmp_path: Path) -> None:
    guide = (SHIPPED.parent / "docs" / "models.md").read_text("utf-8")
    (tmp_path / "config.toml").write_text("\n".join(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)), "utf-8")
    assert set(load_config(tmp_path / "config.toml").endpoints) == {"ollama", "deepseek", "qwen", "gateway"}
