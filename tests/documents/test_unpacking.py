"""What a server compressed, by its label or by its first bytes."""

import gzip
import sys
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.base import SourceFailed
from brief.documents.sources.unpacking import unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<rss/>" * 1000
MOST = 100_000
RAW_DEFLATE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush(),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}


@pytest.mark.parametrize("coding", PACKED)
def test_what_is_packed_in_a_known_coding_is_unpacked(coding: str) -> None:
    assert unpacked(PACKED[coding], coding, MOST) == TEXT


@pytest.mark.parametrize("coding", PACKED)
def test_what_is_cut_off_is_told(coding: str) -> None:
    with pytest.raises(SourceFailed, match=f"compressed wrongly \\(as {coding.lower()}\\)"):
        unpacked(PACKED[coding][:-9], coding, MOST)


@pytest.mark.parametrize("coding", PACKED)
def test_no_more_than_the_limit_is_unpacked(coding: str) -> None:
    assert len(unpacked(PACKED[coding], coding, len(TEXT))) == len(TEXT)
    with pytest.raises(SourceFailed, match="is larger than 5999 bytes"):
        unpacked(PACKED[coding], coding, len(TEXT) - 1)


def test_a_gzip_file_is_known_by_its_first_bytes() -> None:
    assert unpacked(PACKED["gzip"], "", MOST) == TEXT
    assert unpacked(gzip.compress(PACKED["gzip"]), "gzip", MOST) == TEXT
    assert unpacked(TEXT, "identity", MOST) == TEXT


def test_several_codings_are_taken_off_from_the_last_to_the_first() -> None:
    assert unpacked(brotli.compress(PACKED["gzip"]), "gzip, br", MOST) == TEXT


def test_a_gzip_of_several_parts_is_whole() -> None:
    assert unpacked(PACKED["gzip"] * 3, "gzip", MOST) == TEXT * 3


def test_an_unknown_coding_is_named() -> None:
    with pytest.raises(SourceFailed, match=r"coding that is not known \(Content-Encoding compress\)"):
        unpacked(b"x", "compress", MOST)


def test_what_is_packed_over_and_over_is_refused() -> None:
    with pytest.raises(SourceFailed, match="compressed 40 times over"):
        unpacked(b"x", ", ".join(["gzip"] * 40), MOST)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_takes_no_more_memory_than_the_limit(coding: str) -> None:
    """200 MB of zeros; ten thousand times the limit would be cut at the same place."""
    pack = {"gzip": gzip.compress, "br": lambda data: brotli.compress(data, quality=1), "zstd": zstd.compress}
    bomb = pack.get(coding, zlib.compress)(bytes(200_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(SourceFailed, match="is larger than"):
            unpacked(bomb, coding, MOST)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_frame_that_asks_for_a_huge_window_is_refused() -> None:
    wide = zstd.compress(TEXT * 30_000, options={zstd.CompressionParameter.window_log: 27})
    with pytest.raises(SourceFailed, match="compressed wrongly"):
        unpacked(wide, "zstd", MOST)


@given(st.binary(max_size=200), st.sampled_from(["", *PACKED, "gzip, br"]))
def test_any_bytes_are_unpacked_or_refused(content: bytes, coding: str) -> None:
    with suppress(SourceFailed):
        assert len(unpacked(content, coding, MOST)) <= MOST
