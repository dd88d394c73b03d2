"""Puts the answer schema into the prompt, for APIs that cannot enforce it."""

import json
from collections.abc import Mapping
from typing import Any

from brief.llm.base import Prompt


def with_schema(prompt: Prompt, schema: Mapping[str, Any]) -> Prompt:
    """The prompt with the schema at the end of its system text."""
    spelled = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    instruction = (
        "Answer with one JSON object and nothing else: no code fence, no word before or after it. "
        f"It must be valid under this JSON Schema:\n{spelled}"
    )
    return Prompt(f"{prompt.system}\n\n{instruction}", prompt.user)
