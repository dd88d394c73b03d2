"""Text from outside as text that can be written: halves of characters are joined, and those left alone replaced."""

from typing import Any


def encodable(text: str) -> str:
    """`text` in which UTF-8 can say everything: two halves of an emoji are one, half of one is U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def encodable_value(value: Any) -> Any:
    """A JSON value all of whose texts are."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [encodable_value(part) for part in value]
    if isinstance(value, dict):
        return {encodable(str(name)): encodable_value(part) for name, part in value.items()}
    return value
