"""What of a text is marked: characters in Chinese, words elsewhere, nothing cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.documents.redline.blocks import Piece, SetFormula, joined
from ruleengine.documents.redline.wording import changed_pieces, tokens
from ruleengine.formula.math_boxes import Letter
from tests.examples import examples

_SIGNS = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}


def marked(old: str, new: str) -> str:
    """The pieces of two texts with signs around what is old and new."""
    return "".join(_SIGNS[p.mark].format(p.text) for p in changed_pieces([Piece(old)], [Piece(new)]))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("结果不应超过5 %，并说明。", "结果不宜超过10 %，并说明理由。",
         "结果不[-应-]{+宜+}超过[-5 %-]{+10 %+}，并说明{+理由+}。"),
        ("it shall be given", "it should be given", "it [-shall-]{+should+} be given"),
        ("12 345.6 kg", "12 345.7 kg", "[-12 345.6-]{+12 345.7+} kg"),
        ("12\u202f345 kg", "12\u202f346 kg", "[-12\u202f345-]{+12\u202f346+} kg"),
        ("by {limit} of it", "by {limits} of it", "by [-{limit}-]{+{limits}+} of it"),
        ("自2025-10-01起施行", "自2025-12-01起施行", "自[-2025-10-01-]{+2025-12-01+}起施行"),
        ("GB/T 24067—2024的规定", "GB/T 24067—2025的规定", "GB/T [-24067—2024-]{+24067—2025+}的规定"),
        ("the cafe\u0301 is open now", "the cafe is open now", "the [-cafe\u0301-]{+cafe+} is open now"),
        ("families 👩‍👩‍👧 live here", "families 👩‍👩‍👦 live here", "families [-👩‍👩‍👧-]{+👩‍👩‍👦+} live here"),
        ("the flag 🇨🇳 is shown", "the flag 🇨🇭 is shown", "the flag [-🇨🇳-]{+🇨🇭+} is shown"),
        ("greet with שלום today", "greet with שלומ today", "greet with [-שלום-]{+שלומ+} today"),
        ("use_hours is read", "use_days is read", "[-use_hours-]{+use_days+} is read"),
        ("按单价折算", "以质量分配", "[-按单价折算-]{+以质量分配+}"),
        ("", "added", "{+added+}"),
        ("same", "same", "same"),
    ],
)  # fmt: skip
def test_texts(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_a_formula_is_one_piece() -> None:
    before = Piece("q = a + b", "formula", formula=SetFormula(Letter("a"), "a plus b"))
    after = Piece("q = a + c", "formula", formula=SetFormula(Letter("c"), "a plus c"))
    found = changed_pieces([Piece("when "), before], [Piece("when "), after])
    assert [(p.text, p.mark) for p in found] == [
        ("when ", "same"),
        ("q = a + b", "old"),
        ("q = a + c", "new"),
    ]


def test_a_formula_whose_symbol_changed_is_another_one() -> None:
    one, other = (Piece("a", "formula", formula=SetFormula(Letter(m), m)) for m in ("x", "y"))
    assert [p.mark for p in changed_pieces([one], [other])] == ["old", "new"]


def test_texts_that_are_very_long_are_compared_at_their_ends() -> None:
    filler = "".join(chr(0x4E00 + i % 7919) for i in range(9000))
    assert marked(f"首{filler}甲末", f"首{filler[::-1]}乙末").startswith("首[-")


_CHARACTERS = st.text(
    st.sampled_from("应宜，。 ab1.5%{}_e\u0301\u200d👩👧🇨🇳🇭שע\u202f\u0e33각\u1100\u1161"), max_size=24
)


@given(_CHARACTERS, _CHARACTERS)
@examples(200)
def test_both_texts_are_in_the_pieces_and_no_part_is_cut(old: str, new: str) -> None:
    found = changed_pieces([Piece(old)], [Piece(new)])
    for gone, text in (("new", old), ("old", new)):
        kept = [p for p in found if p.mark != gone]
        assert "".join(p.text for p in kept) == text
        ends, position = {0}, 0
        for token in tokens(text):
            position += len(token)
            ends.add(position)
        place = 0
        for piece in kept:
            place += len(piece.text)
            assert place in ends
    assert found == joined(found)
