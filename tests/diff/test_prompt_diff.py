from hypothesis import given
from hypothesis import strategies as st

from brief.diff.text_diff import Piece, rewordings


def test_a_line_that_came_is_shown_with_its_number() -> None:
    found = rewordings("1. 一\n2. 二\n", "1. 一\n2. 二\n3. 文字要短。\n")
    assert [(one.line, one.pieces) for one in found.places] == [(3, (Piece("+", "3. 文字要短。"),))]


def test_of_a_long_line_only_the_surroundings_of_what_changed_are_shown() -> None:
    found = rewordings(f"{'长' * 500}甲乙丙丁{'句' * 500}", f"{'长' * 500}戊己丙丁{'句' * 500}")
    assert found.places[0].pieces == (
        Piece("=", f"…{'长' * 16}"),
        Piece("-", "甲乙"),
        Piece("+", "戊己"),
        Piece("=", f"丙丁{'句' * 14}…"),
    )


def test_a_text_written_anew_is_told_in_bounds() -> None:
    old, new = ("\n".join(f"{word}{number}" + "x" * 400 for number in range(90)) for word in ("alpha", "beta"))
    found = rewordings(old, new)
    assert (len(found.places), found.more) == (12, 78)
    assert all(len(piece.text) <= 201 for place in found.places for piece in place.pieces)


@given(st.text("ab\n", max_size=40), st.text("ab\n", max_size=40))
def test_a_place_is_shown_exactly_where_lines_differ(before: str, after: str) -> None:
    assert bool(rewordings(before, after).places) == (before.splitlines() != after.splitlines())
