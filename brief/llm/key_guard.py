"""Sends no key to an address that only a run's folder names: such folders are shared, and anyone may edit one."""

from collections.abc import Iterable, Mapping, Sequence

from brief.errors import ConfigError
from brief.settings.config import load_config
from brief.settings.models import Endpoint, address
from brief.settings.project import Project

_ADVICE = "Where you trust it, write it as base_url there, in config.toml; or `brief replay --offline` asks nobody."


def refuse_foreign_addresses(
    endpoints: Iterable[Endpoint], project: Project, env: Mapping[str, str], overrides: Sequence[str] = ()
) -> None:
    """Raises ConfigError if a secret would go to an address that neither `project`, the environment nor a --set names
    for that endpoint. Without a secret, the project's configuration is not read.
    """
    keyed = [endpoint for endpoint in endpoints if endpoint.secrets]
    if not keyed:
        return
    here = load_config(project.config, base=project.base)
    named = {override.partition("=")[0].strip() for override in overrides}
    for endpoint in keyed:
        own = address(endpoint.name, here, env)
        if endpoint.base_url != own and f"endpoints.{endpoint.name}.base_url" not in named:
            there = f"here it is {own}" if own else "nothing here names it"
            what = f"the run's folder has the address {endpoint.base_url}, and {there}: no key is sent to it."
            raise ConfigError(what, where=f"[endpoints.{endpoint.name}]", next=_ADVICE)
