"""JSON lines with all that can be wrong with a line: the line is rejected, the others are calculated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ruleengine
from ruleengine.portfolio.files import staging_json
from ruleengine.program.program import Program
from tests.library_builder import plain_data, product
from tests.portfolio.portfolios import told

RULES = Path(__file__).parents[2] / "rules"
Line = dict[str, Any]


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


@pytest.fixture(scope="module")
def good() -> Line:
    text = (RULES / "gb/lighting/examples/led-panel-600.yaml").read_text(encoding="utf-8")
    data: Line = json.loads(json.dumps(plain_data(text), default=str))
    return data


def _with(line: Line, name: str, value: object) -> Line:
    return line | {"values": line["values"] | {name: value}}


def _dump(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode()


def _power(line: Line, number: bytes) -> bytes:
    """The line with a number of this spelling."""
    return _dump(_with(line, "rated_power", 1)).replace(b'"rated_power": 1', b'"rated_power": ' + number)


def _told(
    program: Program, lines: list[bytes], folder: Path
) -> tuple[list[str], dict[str | None, list[str]]]:
    (folder / "p.jsonl").write_bytes(b"\n".join(lines))
    return told(program, folder / "p.jsonl", folder)


CASES: dict[str, tuple[Callable[[Line], bytes], str]] = {
    "cut off": (lambda g: _dump(g)[:-30], "E104"),
    "GBK": (lambda g: json.dumps(g | {"product": "灯"}, ensure_ascii=False).encode("gbk"), "E103"),
    "two on a line": (lambda g: _dump(g) * 2, "E104"),
    "a list": (lambda g: b"[" + _dump(g) + b"]", "E604"),
    "NaN": (lambda g: _dump(_with(g, "rated_power", float("nan"))), "E104"),
    "deep": (lambda g: b'{"inventory": "x", "values": ' + b"[" * 100_000, "E105"),
    "half a character": (lambda g: _dump(_with(g, "application", "\\ud800")).replace(b"\\\\", b"\\"), "E103"),
    "same key twice": (lambda g: _dump(g).replace(b'"values": {', b'"values": {"market": "cn", ', 1), "E108"),
    "unknown": (lambda g: _dump(g | {"vlaues": 1}), "E201"),
    "unknown input": (lambda g: _dump(_with(g, "ratedpower", 1)), "E601"),
    "unknown column": (lambda g: _dump(_with(g, "routes", [g["values"]["routes"][0] | {"x": 1}])), "E601"),
    "a rule set of another kind": (lambda g: _dump(g | {"ruleset": ["gb/lighting"]}), "E203"),
    "another rule set": (lambda g: _dump(g | {"ruleset": "gb/plastics@0.1.0"}), "E610"),
    "no id": (lambda g: _dump(g | {"inventory": None}), "E605"),
    "an empty id": (lambda g: _dump(g | {"inventory": ""}), "E605"),
    "true as a number": (lambda g: _dump(_with(g, "rated_power", True)), "E604"),
    "a comma": (lambda g: _dump(_with(g, "rated_power", "28,9")), "E604"),
    "another dimension": (lambda g: _dump(_with(g, "rated_power", {"value": "8 kg"})), "E602"),
    "too large": (lambda g: _power(g, b"1e999"), "E702"),
    "many digits": (lambda g: _power(g, b"1" * 9999), "E603"),
    "a null row": (lambda g: _dump(_with(g, "materials", [None])), "E604"),
    "a map for a table": (lambda g: _dump(_with(g, "materials", {})), "E604"),
}  # fmt: skip


def test_every_kind_of_bad_line_is_rejected_and_the_others_are_not(
    program: Program, good: Line, tmp_path: Path
) -> None:
    for name, (line, code) in CASES.items():
        lines = [_dump(good | {"inventory": "before"}), line(good), _dump(good | {"inventory": "after"})]
        totals, found = _told(program, lines, tmp_path)
        assert (len(totals), len(set(totals)), len(found)) == (2, 1, 1), name
        assert next(iter(found.values()))[0].startswith(code), (name, found)


def test_a_line_that_columns_cannot_hold_is_not_taken_for_one_that_says_nothing(tmp_path: Path) -> None:
    """Where every input may be missing, what is left of such a line would be a product without values."""
    program = product(
        tmp_path,
        inputs={"mass": "kg?", "rows": {"columns": {"x": "kg"}, "required": False}},
        parameters={"f": "2 kgCO2e/kg", "none": "0 kgCO2e"},
        emissions={"e": "(mass * f if given(mass) else none)"},
    )
    good = {"inventory": "good", "values": {"mass": "3 kg", "rows": []}}
    wrong = [
        good | {"inventory": "input", "values": {"mass": "3 kg", "rows": [], "maas": 1}},
        good | {"inventory": "column", "values": {"mass": "3 kg", "rows": [{"x": 1, "y": 1}]}},
        good | {"inventory": "key", "valeus": {}},
        good | {"inventory": "values", "values": []},
    ]
    (tmp_path / "lines").mkdir()
    totals, found = _told(program, [_dump(line) for line in (good, *wrong)], tmp_path / "lines")
    assert (len(totals), len(found)) == (1, len(wrong))
    codes = {told[0][:4] for told in found.values()}
    assert codes == {"E601", "E201", "E203"}


def test_line_ends_blank_lines_and_a_mark_do_not_count(program: Program, good: Line, tmp_path: Path) -> None:
    line = _dump(good)
    assert _told(program, [b"\xef\xbb\xbf" + line, b"", b"\r", b"  "], tmp_path) == _told(
        program, [line], tmp_path
    )
    assert _told(program, [b"", b"\n"], tmp_path) == ([], {})


def test_units_of_single_values_are_converted(program: Program, good: Line, tmp_path: Path) -> None:
    given = ["28.9 W", "0.0289 kW", {"value": "28.9 W"}, 28.9, 2890e-2]
    lines = [
        _dump(_with(good, "rated_power", value) | {"inventory": f"p{n}"}) for n, value in enumerate(given)
    ]
    totals, found = _told(program, lines, tmp_path)
    assert (len(totals), len(set(totals)), found) == (len(given), 1, {})


def test_a_hostile_line_costs_no_more_than_its_length(program: Program, good: Line, tmp_path: Path) -> None:
    keys = b", ".join(b'"k%d": 1' % n for n in range(60_000))
    lines = [
        b"{" + keys + b', "k59999": 2}',
        b'{"inventory": "keys", "values": {' + keys + b"}}",
        b'{"inventory": "rows", "values": {"materials": [' + b"{}," * 1_000_000 + b"{}]}}",
        _dump(good),
    ]
    totals, found = _told(program, lines, tmp_path)
    assert len(totals) == 1
    assert found[None][0].startswith("E108 the key `k59999` occurs twice")
    assert found["keys"][-1] == "E619 there are more errors than these 20, None"
    assert found["rows"] == [
        "E617 `materials` has 1000001 rows, at most 1000000 are calculated with, materials"
    ]


def test_a_line_that_is_too_long_is_passed_over(
    program: Program, good: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_json, "LONGEST_LINE", 20_000)
    monkeypatch.setattr(staging_json, "_LINES_BYTES", 15_000)
    monkeypatch.setattr(staging_json, "_GROUP_BYTES", 15_000)
    lines = [_dump(good | {"inventory": f"p{n}"}) for n in range(7)]
    lines.insert(3, _dump(good)[:-1] + b" " * 50_000 + b"}")
    totals, found = _told(program, lines, tmp_path)
    assert len(totals) == 7
    assert found == {None: ["E102 the line is longer than 20000 bytes, None"]}
