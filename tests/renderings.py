"""The example week's texts as a good translator would have them in English, and a model that says them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rehearsal import PREFIX, texts_of

ENGLISH: Mapping[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def asked_to_render(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The texts that a request asks for in another language; none where it asks for something else."""
    for text in texts_of(request):
        head, found, body = text.rpartition('<data name="texts">\n')
        if found and ("Texts to render:" in head or "要重写的文字：" in head):
            return [json.loads(line) for line in body.partition("\n</data>")[0].split("\n")]
    return []


def rendered(text: str) -> str:
    return ENGLISH[text.removeprefix(PREFIX)]


def translating(
    speak: Callable[[dict[str, Any]], str], render: Callable[[str, str], str] = lambda _, text: rendered(text)
) -> Callable[[dict[str, Any]], str]:
    """Who renders texts, by (id, text) -> rendering, and speaks as `speak` to everything else."""

    def answer(request: dict[str, Any]) -> str:
        if texts := asked_to_render(request):
            given = [{"id": one["id"], "text": render(one["id"], one["text"])} for one in texts]
            return json.dumps({"texts": given}, ensure_ascii=False)
        return speak(request)

    return answer
