"""What the standards of JSON and YAML 1.2 do not know is refused, and what they know is read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ruleengine.diagnostics import Report
from ruleengine.source.reader import read_bytes

NO_JSON = {
    "structure": (
        "",
        "  ",
        "[1,]",
        '{"a": 1,}',
        "[1 2]",
        '{"a" 1}',
        '{"a": 1 "b": 2}',
        "[1,, 2]",
        "[,1]",
        '{"a":}',
        "{:1}",
        '{"a"}',
        '{"a",}',
        '["a": 1]',
        "[1]]",
        '["a"',
        '["a"] ["b"]',
        "[1]x",
        '{"a": "b": "c"}',
        "[1,\n]",
    ),
    "keys": (
        "{a: 1}",
        "{'a': 1}",
        "{1: 2}",
        "{null: 1}",
        "{[1]: 2}",
        '{"a": 1, "a": 2}',
        '{"a": 1, "\\u0061": 2}',
    ),
    "numbers": (
        "[01]",
        "[-01]",
        "[1.]",
        "[.5]",
        "[-.5]",
        "[+1]",
        "[1e]",
        "[1e+]",
        "[1.e5]",
        "[- 1]",
        "[--1]",
        "[0x1F]",
        "[1_000]",
        "[NaN]",
        "[-NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[1,5,]",
        "[１]",
        "[0b1]",
        "[0o7]",
        "[1:30]",
        "[1/2]",
    ),
    "words": ("[True]", "[FALSE]", "[nul]", "[yes]", "[~]", "[a]", "true false", "[undefined]", "[None]"),
    "texts": (
        "['a']",
        '["a]',
        '["\t"]',
        '["a\n b"]',
        '["a\\\nb"]',
        '["\x00"]',
        '["\x1f"]',
        '["\\x41"]',
        '["\\a"]',
        '["\\e"]',
        '["\\0"]',
        '["\\N"]',
        '["\\ "]',
        '["\\u12"]',
        '["\\u12g4"]',
        '["\\U00000041"]',
        '["\\ud800"]',
        '["\\udc00\\ud800"]',
        '["\\ud800x"]',
        '["a" "b"]',
    ),
    "comments and marks": (
        "[1]//c",
        "/* c */[1]",
        "# c\n[1]",
        "[1] # c",
        "[1]#",
        '{"a": 1 # c\n}',
        "\ufeff\ufeff[1]",
        "[\ufeff1]",
        "[1]\x00",
        "[\u00a01]",
        "[\x0c1]",
    ),
    "what is YAML": (
        "---\n[1]",
        "[1]\n...",
        "%YAML 1.2\n---\n[1]",
        "- 1",
        "a: 1",
        "|\n a",
        ">\n a",
        "!!str a",
        "[&a 1]",
        "[*a]",
        "? a",
        "[? a : b]",
    ),
}
JSON = {
    "[]": [],
    "{}": {},
    " [1 , 2 ]\n": [1, 2],
    '{"a":{"b":[null,true,false]}}': {"a": {"b": [None, True, False]}},
    "\ufeff[1]": [1],
    '{\n\t"a":\t1\n}': {"a": 1},
    "[-0, 0.5, 1E5, 1.5e-3]": [0, Decimal("0.5"), Decimal("1E5"), Decimal("0.0015")],
    '["\\/ \\" \\\\ \\b\\f\\n\\r\\t \\u00e9"]': ['/ " \\ \b\f\n\r\t é'],
    '["\\ud83d\\ude00 😀"]': ["😀 😀"],
    '{"a": "x # y // z", "<<": 1}': {"a": "x # y // z", "<<": 1},
    '"a"': "a",
    "[1\r\n,2\r]": [1, 2],
}
NO_YAML = {
    "keys": (
        "a: 1\na: 2",
        'a: 1\n"a": 2',
        "{a: 1, a: 2}",
        "a: b: c",
        "a: 1\n b: 2",
        "- a\nb: 1",
        "a:\n    b: 1\n  c: 2",
    ),
    "indentation": (
        "a:\n\t- 1",
        "\ta: 1",
        "a:\n \tb: c",
        "- \t- a",
        "a: |\n b\n\tc",
        "a: >\n  b\n c",
        "a:\n  - b\n  c: d",
    ),
    "brackets": (
        "a: [1, 2",
        "a: {b: 1",
        "a: [1,, 2]",
        "a: [,]",
        "a: {,}",
        "a: ]",
        "a: }",
        "a: [1]]",
        "a: [b]c",
        "- [-, -]",
        "[-]",
    ),
    "quotes": (
        'a: "x',
        "a: 'x",
        'a: "x" y',
        "a: 'x' y",
        'a: "b"c',
        'a: "\n---\nb"',
        "a: '\n...\nb'",
        '"a\nb": c',
    ),
    "escapes": (
        'a: "\\q"',
        'a: "\\x4"',
        'a: "\\u12"',
        'a: "\\ud800"',
        'a: "b\\',
        'a: "\\U00110000"',
        'a: "\\\'"',
    ),
    "characters": (
        "a: \x07",
        "# \x07\na: 1",
        "a: \x7f",
        "a: \ufeffb",
        "a\ufeff: b",
        "# \ufeff\na: 1",
        "a: 1\n\ufeffb: 2",
        "a: \ufffe",
    ),
    "comments": (
        'a: "b"#c',
        "a: 'b'#c",
        "a: [b]#c",
        "a: {b: 1}#c",
        "a: [b,#c\n d]",
        "a: |#c\n b",
        "a: >-#c\n b",
        "%YAML 1.2#c\n---\na: 1",
    ),
    "signs": (
        "a: @x",
        "a: `x",
        "a: %x",
        "a: ,",
        "a: - b",
        "a: ? b",
        "a: >b",
        "a: |x\n b",
        "a: |0\n b",
        "a: |+-\n b",
        "a: |12\n b",
    ),
    "documents": (
        "a: 1\n--- b",
        "---\n---\na: 1",
        "a: 1\n...\nb: 2",
        "{a: 1}\n{b: 2}",
        '"a" "b"',
        "%YAML 2.0\n---\na: 1",
        "%YAML 1.2",
        "%YAML 1.2\n%YAML 1.2\n---\na: 1",
        "%YAML 1.2 b\n---\na: 1",
        "...\na: 1",
    ),
    "what is not taken": (
        "a: &x 1",
        "a: *x",
        "a: !x y",
        "a: !!int 1",
        "a: ! b",
        "<<: {a: 1}",
        "? [a]\n: b",
        "a: 01",
        "a: 0o7",
        "a: .5",
        "a: 1.",
        "a: +1",
        "a: .nan",
        "a: .inf",
        "a: ~",
        "a: yes",
        "a: True",
        "a: 1_0",
        "a: 12:30",
        "a: b\u2028c",
    ),
}
YAML = {
    "a: b#c": {"a": "b#c"},
    "a: b #c": {"a": "b"},
    'a: "b" #c': {"a": "b"},
    'a: "b"\t#c': {"a": "b"},
    "a: [b, #c\n d]": {"a": ["b", "d"]},
    "a: [b#c]": {"a": ["b#c"]},
    "a: | #c\n b": {"a": "b"},
    "a: |\n #c\n 1#d": {"a": "#c\n1#d"},
    "#c\na: 1\n#d": {"a": 1},
    "a: 'it''s#1'": {"a": "it's#1"},
    "a: x-#1": {"a": "x-#1"},
    "- 2024#1": ["2024#1"],
    "\ufeffa: b": {"a": "b"},
    "a: -": None,
    "a: [\n1\n]": {"a": [1]},
    "a: {\n\tb: c\n}": {"a": {"b": "c"}},
    'a: "b\nc"': {"a": "b c"},
    "%YAML 1.2\n---\na: 1": {"a": 1},
    "a: [b,]": {"a": ["b"]},
    "- -1": [-1],
    "a: http://x/#y": {"a": "http://x/#y"},
    'a: "😀#" #c': {"a": "😀#"},
}


def _read(text: str, name: str) -> tuple[object, list[str]]:
    report = Report()
    document = read_bytes(text.encode("utf-8", "surrogatepass"), name, report)
    return (document.data if document else None), [d.key for d in report.items]


@pytest.mark.parametrize("kind", NO_JSON)
def test_what_is_no_json_is_refused(kind: str) -> None:
    assert [text for text in NO_JSON[kind] if not _read(text, "a.json")[1]] == []


@pytest.mark.parametrize("text", JSON)
def test_json_is_read(text: str) -> None:
    assert _read(text, "a.json") == (JSON[text], [])


@pytest.mark.parametrize("kind", NO_YAML)
def test_what_is_no_yaml_is_refused(kind: str) -> None:
    assert [text for text in NO_YAML[kind] if not _read(text, "a.yaml")[1]] == []


@pytest.mark.parametrize("text", [text for text, data in YAML.items() if data is not None])
def test_yaml_is_read(text: str) -> None:
    assert _read(text, "a.yaml") == (YAML[text], [])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"a": [1,\n 2,\n ]}', 3, 2), ("[1] # c", 1, 5), ('{"a":\n  b}', 2, 3), ("\ufeff[é,]", 1, 2)],
)
def test_what_is_no_json_is_told_at_its_place(text: str, line: int, column: int) -> None:
    report = Report()
    assert read_bytes(text.encode(), "a.json", report) is None
    assert [(d.place.line, d.place.column) for d in report.items if d.place] == [(line, column)]
