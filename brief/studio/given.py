"""What a page sends: the fields of a form, within a bound."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_BYTES = 2_000_000
"""The form of a whole report has some hundred thousand."""


async def fields_of(request: Request) -> dict[str, str]:
    """Of several with one name the last. Raises HTTPException for too much, and for what is no form."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > _MOST_BYTES:
            raise HTTPException(413, "That is more than a form holds.")
    try:
        return dict(parse_qsl(read.decode(), keep_blank_values=True, max_num_fields=5000))
    except ValueError as error:
        raise HTTPException(400, "That is no form.") from error
