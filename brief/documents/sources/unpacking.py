"""Unpacks what a server sent: by its Content-Encoding, and a gzip file by its first bytes, into bounded memory."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable

from brief.documents.sources.base import SourceFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP = b"\x1f\x8b"
_MOST_LAYERS = 3


def unpacked(content: bytes, codings: str, max_bytes: int) -> bytes:
    """`content` without the codings that a Content-Encoding names, the last one first, and without a gzip around it.

    Raises SourceFailed for a coding that is not known, for what is broken or cut off, and for more than `max_bytes`.
    """
    named = [name.strip().lower() for name in codings.split(",") if name.strip().lower() not in {"", "identity"}]
    if len(named) > _MOST_LAYERS:
        raise SourceFailed(f"is compressed {len(named)} times over (Content-Encoding {codings[:80]})")
    for name in reversed(named):
        content = _without(name, content, max_bytes)
    return _without("gzip", content, max_bytes) if content.startswith(_GZIP) else content


def _without(name: str, content: bytes, max_bytes: int) -> bytes:
    import brotli

    unpack = _UNPACK.get(name)
    if not unpack:
        raise SourceFailed(f"comes in a coding that is not known (Content-Encoding {name[:40]})")
    try:
        plain = unpack(content, max_bytes + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError, brotli.error) as error:
        raise SourceFailed(f"is compressed wrongly (as {name}): {error}") from error
    if len(plain) > max_bytes:
        raise SourceFailed(f"is larger than {max_bytes} bytes")
    return plain


# Each takes what is packed and the most bytes wanted, and raises EOFError for what is cut off. No size that the content
# tells is believed.


def _gunzip(content: bytes, most: int) -> bytes:
    return gzip.GzipFile(fileobj=io.BytesIO(content)).read(most)


def _inflate(content: bytes, most: int) -> bytes:
    """Some servers send deflate without the zlib frame that belongs around it."""
    try:
        inflater = zlib.decompressobj()
        plain = inflater.decompress(content, most)
    except zlib.error:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        plain = inflater.decompress(content, most)
    if not inflater.eof and len(plain) < most:
        raise EOFError("it is cut off")
    return plain


def _unbrotli(content: bytes, most: int) -> bytes:
    import brotli

    decompressor, plain = brotli.Decompressor(), bytearray()
    while not decompressor.is_finished() and len(plain) < most:
        more = decompressor.process(content, output_buffer_limit=most - len(plain))
        if not more:
            raise EOFError("it is cut off")
        plain, content = plain + more, b""
    return bytes(plain)


_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
"""8 MB, the most that RFC 9659 has for the web: a frame may ask for 128 MB."""


def _unzstd(content: bytes, most: int) -> bytes:
    return zstd.ZstdFile(io.BytesIO(content), options=_WINDOW).read(most)


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
