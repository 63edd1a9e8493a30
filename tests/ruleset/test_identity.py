"""Equal hash, equal meaning: of plain data, of rule sets, of factor tables."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.figures import plain
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.source.canonical import canonical, fingerprint
from tests.examples import examples
from tests.ruleset.small_library import copy_of_small_library

STEADY = examples(100)

_keys = st.text(st.sampled_from('ab"\\:,é平🙂\n\u2028 '), max_size=3)
_numbers = st.integers(-20, 20) | st.decimals(-20, 20, places=2, allow_nan=False, allow_infinity=False)
_leaves = (
    st.none() | st.booleans() | _keys | st.sampled_from(["1", "true", "null", "[]", "{}", ""]) | _numbers
)


def _deeper(parts: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(parts, max_size=3) | st.dictionaries(_keys, parts, max_size=3)


plain_data = st.recursive(_leaves, _deeper, max_leaves=8)


def kinded(value: object) -> object:
    """The value with the kind of every part, so that `True`, `1` and `"1"` differ and 1 and 1.0 do not."""
    if isinstance(value, dict):
        return ("map", frozenset((k, kinded(v)) for k, v in value.items()))
    if isinstance(value, list):
        return ("list", tuple(kinded(v) for v in value))
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return (type(value).__name__, value)
    assert isinstance(value, int | Decimal)
    return ("number", Decimal(value))


@STEADY
@given(plain_data, plain_data)
def test_equal_canonical_texts_mean_equal_data(one: object, other: object) -> None:
    same = kinded(one) == kinded(other)
    assert (canonical(one) == canonical(other)) is same
    assert (fingerprint(one) == fingerprint(other)) is same


@STEADY
@given(plain_data, st.randoms(use_true_random=False))
def test_the_order_of_keys_is_irrelevant(value: object, random: object) -> None:
    def shuffled(part: object) -> object:
        if isinstance(part, dict):
            keys = list(part)
            random.shuffle(keys)
            return {k: shuffled(part[k]) for k in keys}
        return [shuffled(v) for v in part] if isinstance(part, list) else part

    assert canonical(shuffled(value)) == canonical(value)


@STEADY
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6))
def test_numbers_keep_their_value_and_lose_their_notation(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "e" not in text.lower()
    assert plain(number * Decimal("1.000")) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.50", "0.5"), ("1E+3", "1000"), ("-0", "0"), ("-0.00", "0"), ("100", "100"), ("1.0E-7", "0.0000001")],
)
def test_plain_numbers(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_canonical_texts_are_canonical_json() -> None:
    value = {"b": [1, Decimal("2.50"), None, True], "a": 'é"\n', "é": Fraction(1, 3), "平": {}, "": ("x",)}
    assert canonical(value) == '{"":["x"],"a":"é\\"\\n","b":[1,2.5,null,true],"é":"1/3","平":{}}'
    assert fingerprint(value).startswith("sha256:")


def test_keys_are_sorted_by_utf_16_units_as_rfc_8785_says() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ufb33":1}'


def test_what_is_not_plain_data_has_no_canonical_form() -> None:
    with pytest.raises(TypeError, match="no canonical form for float"):
        canonical({"a": [0.5]})


# ---- rule sets and factor tables

LED = "mini/led@1.0.0"
RECALCULATION = "    recalculation: {zh: 重新计算, en: recalculation}\n"
REVIEW = "    review: {zh: 文件审查, en: document review}\n"


def hash_after(folder: Path, file: str, old: str, new: str, of: str = LED) -> tuple[str, str]:
    """The hash of a rule set before and after one change of a file of its library."""
    library = copy_of_small_library(folder)
    before = identity(library, of)
    path = library.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return before, identity(Library(library.root), of)


def identity(library: Library, of: str) -> str:
    """The hash of a factor table or of a resolved rule set."""
    if "factors" in of:
        return library.table(reference(of)).fingerprint
    return resolve(library, reference(of)).fingerprint


SAME = {
    "a comment": ("mini/led/1.0.0.yaml", "# The third level", "# Level three"),
    "white space in a formula": (
        "mini/lamp/1.0.0.yaml", "formula: sum(material_emissions)", "formula: 'sum(material_emissions) '",
    ),
    "a line break in a formula": (
        "mini/lamp/1.0.0.yaml", "materials.mass * materials.factor *", "materials.mass\n      * materials.factor *",
    ),
    "the notation of a number": ("mini/lamp/1.0.0.yaml", "value: 0.05", "value: 0.0500"),
    "quotes": ("mini/lamp/1.0.0.yaml", "unit: W", 'unit: "W"'),
    "the order of fields": ("mini/lamp/1.0.0.yaml", "{unit: h, above: 0,", "{above: 0, unit: h,"),
    "what is overridden anyway stays hidden": ("mini/lamp/1.0.0.yaml", "max: 1000,", "max: 1001,"),
    "a table that is not used": ("mini/limits/1.0.0.yaml", "value: 1,", "value: 2,"),
}  # fmt: skip
OTHER = {
    "a parameter": ("mini/lamp/1.0.0.yaml", "value: 0.05", "value: 0.06"),
    "a parameter of the root": ("mini/base/1.0.0.yaml", "value: 3,", "value: 4,"),
    "a unit": ("mini/lamp/1.0.0.yaml", "unit: h, above", "unit: s, above"),
    "a formula": ("mini/lamp/1.0.0.yaml", "* landfill", "/ landfill"),
    "a check": ("mini/base/1.0.0.yaml", "left_out <= share_limit", "left_out < share_limit"),
    "a text": ("mini/lamp/1.0.0.yaml", "一件灯具", "一套灯具"),
    "a source": ("mini/base/1.0.0.yaml", "grade: assumption", "grade: secondary"),
    "a factor of a table": ("mini/factors/grid/1.0.0.yaml", "factor: 0.6", "factor: 0.7"),
    "a reason": ("mini/led/1.0.0.yaml", "LED lamps have no battery", "they have none"),
    "rounding": ("mini/base/1.0.0.yaml", "significant: 3", "significant: 4"),
    "the order of elements": ("mini/base/1.0.0.yaml", f"{RECALCULATION}{REVIEW}", f"{REVIEW}{RECALCULATION}"),
    "the status": ("mini/led/1.0.0.yaml", "status: draft", "status: released"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_what_means_the_same_has_the_same_hash(what: str, tmp_path: Path) -> None:
    before, after = hash_after(tmp_path, *SAME[what])
    assert before == after


@pytest.mark.parametrize("what", OTHER)
def test_what_means_something_else_has_another_hash(what: str, tmp_path: Path) -> None:
    before, after = hash_after(tmp_path, *OTHER[what])
    assert before != after


def test_the_status_of_a_table_is_not_part_of_its_identity(tmp_path: Path) -> None:
    file = "mini/factors/grid/1.0.0.yaml"
    before, after = hash_after(
        tmp_path / "a", file, "status: draft", "status: released", "mini/factors/grid@1.0.0"
    )
    assert before == after
    before, after = hash_after(
        tmp_path / "b", file, "factor: 0.03", "factor: 0.04", "mini/factors/grid@1.0.0"
    )
    assert before != after


def test_every_rule_set_has_a_hash_of_its_own() -> None:
    library = Library(Path(__file__).parent / "library")
    found = {str(r): identity(library, str(r)) for r in library.references()}
    assert len(set(found.values())) == len(found)
