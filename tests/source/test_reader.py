"""Reading: nothing but documents and diagnostics comes out; values, their digits and their places are right."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ruleengine.diagnostics import Place, Report, as_text
from ruleengine.source.document import Document
from ruleengine.source.reader import read_bytes
from ruleengine.source.shape_rules import KINDS
from ruleengine.source.shapes import check_shape
from tests.source.sample_files import changed, steps_in

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
#: What a file may hold: a byte order mark is refused but at its beginning.
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"], exclude_characters="\ufeff"), max_size=12
)
NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(-1000, 1000, allow_nan=False, places=6)
GRAMMAR = st.lists(
    st.sampled_from([*"{}[]:,-?&*!|>'\"%@`#=~<", " ", "\n", "\n  ", "\t", ": ", "- ", "---\n", "...\n", "? "])
    | st.sampled_from(["a", "b: 1\n", "1", "0.5", "NO", "1e3", "&a ", "*a", "!!x ", "<<: ", "铝", "\u2028"])
    | st.sampled_from(
        ["ruleset: gb/x\n", "inputs:\n", "  x: {unit: kg}\n", "\ufeff", "\x00", "\x85", "\r\n"]
    ),
    max_size=40,
).map("".join)


def data_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Any data that a file can hold, with texts of the kind given."""
    return st.recursive(
        st.none() | st.booleans() | NUMBERS | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=20,
    )


def as_json(value: object, ascii_only: bool = False, indent: str = "") -> str:
    """JSON text with decimals in their own digits; on several lines where `indent` is not empty."""
    if isinstance(value, dict):
        keys = (json.dumps(key, ensure_ascii=ascii_only) for key in value)
        items = (as_json(item, ascii_only, indent) for item in value.values())
        parts = [f"{key}: {item}" for key, item in zip(keys, items, strict=True)]
    elif isinstance(value, list):
        parts = [as_json(item, ascii_only, indent) for item in value]
    else:
        return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=ascii_only)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not indent or not parts:
        return opening + ", ".join(parts) + closing
    lines = ",\n".join(parts).replace("\n", f"\n{indent}")
    return f"{opening}\n{indent}{lines}\n{closing}"


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


def _decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)


def as_yaml(value: object, flow: bool) -> str:
    """YAML text with every text in double quotes and decimals in their own digits."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, default_flow_style=flow, sort_keys=False)


def read(text: str | bytes, name: str = "x.yaml") -> Document:
    """The document of a text that can be read."""
    report = Report()
    document = read_bytes(text if isinstance(text, bytes) else text.encode(), name, report)
    assert document is not None, as_text(report.items)
    assert report.items == []
    return document


def check_reading(raw: bytes, name: str) -> None:
    """Reading gives a document or errors, not both; documents have places, and their shape can be checked."""
    report = Report()
    document = read_bytes(raw, name, report)
    assert (document is None) == bool(report.errors)
    if document is not None:
        assert set(document.places) == (set(steps_in(document.data)) if document.places else set())
        for kind in KINDS:
            found = Report()
            assert check_shape(document, kind, found) == (not found.errors)
            assert without_control_characters(as_text(found.items))
    assert without_control_characters(as_text(report.items))


def without_control_characters(text: str) -> bool:
    """Whether a text is safe to print in a terminal."""
    return text.replace("\n", "").isprintable()


@given(st.binary(max_size=200), st.sampled_from(["x.yaml", "x.json"]))
@example(b"", "x.yaml")
@example(b"\xef\xbb\xbf\xff", "x.yaml")
@example(b"{" * 200, "x.json")
@example(b'{"\\ud800\\udc00\\ud800": 1}', "x.json")
def test_any_bytes_give_a_document_or_errors(raw: bytes, name: str) -> None:
    check_reading(raw, name)


@given(GRAMMAR, st.sampled_from(["x.yaml", "x.json"]))
@example("a: 1\nb: [", "x.yaml")
@example("&a : 1", "x.yaml")
@example("? - a\n", "x.yaml")
@example("%TAG ! tag:x,2025:\n---\n!x a", "x.yaml")
def test_any_pieces_of_yaml_give_a_document_or_errors(text: str, name: str) -> None:
    check_reading(text.encode(), name)


@given(data_of(PRINTABLE), st.sampled_from(["", "  ", "\t"]))
def test_json_with_its_characters_is_read_as_it_is(data: object, indent: str) -> None:
    assert repr(read(as_json(data, indent=indent), "x.json").data) == repr(data)


@given(data_of(ANY_TEXT))
@example("\U00020bb7\\\U0001f600")
@example(["\\ud842\\udfb7", "\\\U00020bb7"])
def test_json_with_escapes_is_read_as_it_is(data: object) -> None:
    assert repr(read(as_json(data, ascii_only=True), "x.json").data) == repr(data)


@given(data_of(ANY_TEXT), st.booleans())
def test_yaml_and_json_of_the_same_data_read_the_same(data: object, flow: bool) -> None:
    from_yaml, from_json = read(as_yaml(data, flow)), read(as_json(data, ascii_only=True), "x.json")
    assert repr(from_yaml.data) == repr(from_json.data) == repr(data)
    assert set(from_yaml.places) == set(from_json.places) == set(steps_in(data))
    assert set(from_yaml.key_places) == set(from_json.key_places)


@given(data_of(PRINTABLE), st.sampled_from(["", "  "]), st.data())
def test_places_are_those_of_the_values_and_keys(data: object, indent: str, draw: st.DataObject) -> None:
    steps = draw.draw(st.sampled_from(list(steps_in(data))))
    text = as_json(changed(data, steps, {"⟦key⟧": "⟦value⟧"}), indent=indent)
    document = read(text, "照明.yaml")
    for quoted, place in (
        ('"⟦key⟧"', document.key_place((*steps, "⟦key⟧"))),
        ('"⟦value⟧"', document.place((*steps, "⟦key⟧"))),
    ):
        before = text[: text.index(quoted)].split("\n")
        start = len(before[-1]) + 1
        assert place == Place("照明.yaml", len(before), start, len(before), start + len(quoted))


def test_places_in_yaml_written_by_hand() -> None:
    lines = [
        "# 照明",
        "parameters:",
        "  reference_life: {zh: 寿命, value: 35000}",
        "  list:",
        "    - 1",
        "    - note: |",
        "        a",
        "  gap:",
    ]
    document = read("\ufeff" + "\n".join(lines))
    assert document.places == {
        (): (2, 1, 8, 7),
        ("parameters",): (3, 3, 8, 7),
        ("parameters", "reference_life"): (3, 19, 3, 41),
        ("parameters", "reference_life", "zh"): (3, 24, 3, 26),
        ("parameters", "reference_life", "value"): (3, 35, 3, 40),
        ("parameters", "list"): (5, 5, 8, 1),
        ("parameters", "list", 0): (5, 7, 5, 8),
        ("parameters", "list", 1): (6, 7, 8, 1),
        ("parameters", "list", 1, "note"): (6, 13, 8, 1),
        ("parameters", "gap"): (8, 7, 8, 7),
    }
    assert document.key_place(("parameters", "list", 1, "note")) == Place("x.yaml", 6, 7, 6, 11)
    assert document.key_place(("parameters", "list", 1)) == Place("x.yaml", 6, 7, 8, 1)
    assert document.place(("parameters", "unknown", "deeper")) == Place("x.yaml", 3, 3, 8, 7)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_decimals_keep_their_digits(number: Decimal) -> None:
    digits = f"{number:f}"
    for data in (read(f"- {digits}\n").data, read(f"[{digits}]", "x.json").data):
        assert repr(data) == repr([number if "." in digits else int(digits)])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.10", Decimal("1.10")),
        ("-0.50", Decimal("-0.50")),
        ("0", 0),
        ("-12", -12),
        ("0.1.0", "0.1.0"),
        ("2025-12-01", "2025-12-01"),
        ("28.9 W", "28.9 W"),
        ("true", True),
        ("null", None),
        ("", None),
        ('"010"', "010"),
        ("'NO'", "NO"),
        ("y", "y"),
        ("N", "N"),
        ("不适用", "不适用"),
        ("a # note", "a"),
        ("9" * 500, Decimal("9" * 500)),
        ("2.5e-3", Decimal("0.0025")),
        ("-1E+3", Decimal("-1E+3")),
        ("1e3 kWh", "1e3 kWh"),
    ],
)
def test_plain_values(text: str, value: object) -> None:
    data = read(f"a: {text}\n").data
    assert isinstance(data, dict)
    assert (data["a"], type(data["a"])) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"), [("1e3", "1E+3"), ("1.50E-2", "0.0150"), ("1e9999", "1E+9999"), ("0.10", "0.10")]
)
def test_numbers_in_the_notation_of_json(text: str, value: str) -> None:
    assert read(f"[{text}]", "x.json").data == [Decimal(value)]
    assert str(read(f"[{text}]", "X.JSON").data) == str([Decimal(value)])


def test_an_empty_file_holds_nothing() -> None:
    for text in ("", "# a comment\n", "\n\n", "---\n"):
        assert read(text).data is None
