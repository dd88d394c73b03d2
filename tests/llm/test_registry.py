import subprocess
import sys
from contextlib import closing

from model_server import model_server
from wiring import ANSWER, PROMPT, SCHEMA, link_of, models_of

from brief.llm.providers.registry import Providers


def test_no_sdk_is_imported_before_a_model_is_asked() -> None:
    heavy = {"openai", "anthropic", "httpx2", "tenacity"}
    code = f"import sys, brief.llm.retry, brief.settings.models; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_models_of_an_endpoint_share_its_connection() -> None:
    with model_server(ANSWER) as server, closing(Providers(strict=True)) as providers:
        link = link_of(models_of(server, api="chat"))
        for _ in range(3):
            providers(link)(PROMPT, SCHEMA, 5)
        assert len({request.port for request in server.requests}) == 1


def test_closed_providers_open_again() -> None:
    with model_server(ANSWER) as server:
        providers = Providers(strict=True)
        link = link_of(models_of(server, "anthropic"))
        for _ in range(2):
            with closing(providers):
                assert providers(link)(PROMPT, SCHEMA, 5).text == ANSWER
