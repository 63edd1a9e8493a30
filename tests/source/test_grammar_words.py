"""What the YAML parser stumbles over is said in our own words, in both languages."""

from __future__ import annotations

import re

import pytest

from ruleengine.diagnostics import Report
from ruleengine.source.reader import read_bytes

#: Texts that are no YAML, by the sentence that is told of them.
REFUSED = {
    "E104.tab": [
        "\ta: 1\n", "a: i\n\tb: 3\n", "a:\n  b: 1\n\tc: 3\n", "- a: 1\n\tb: 2\n", "a: |\n\t x\n", "-\ta: 1\n  b: 2\n",
    ],
    "E104.question_mark": ["a: ? b\n"],
    "E104.colon_in_text": ["[x:,y]\n", "a: {b: c:d:}\n"],
    "E104.digits_of_escape": ['a: "\\xZZ"\n'],
    "E104.directive": [
        "%FOO bar\n---\na: 1\n", "%\n---\na: 1\n", "%YAML 1\n---\na: 1\n", "%YAML x.y\n---\na: 1\n",
        "%YAML 1.1 x\n---\na: 1\n", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "%TAG ! x\n%TAG ! y\n---\na: 1\n",
        "%TAG\n---\na: 1\n", "%TAG !x\n---\na: 1\n", "%YAML 11111111111.1\n---\na: 1\n",
    ],
    "E104.tag": ["a: !<x\n", "a: !<x y>\n", "a: !x!y z\n", "a: !x{ z\n", "a: !<%zz> z\n", "a: !%GG z\n"],
    "E104.block_text": ["a: |0\n  x\n", "a: |x\n  x\n", "a: >12\n  x\n"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in REFUSED.items() for text in texts])
def test_no_words_of_the_parser_come_through(key: str, text: str) -> None:
    report = Report()
    assert read_bytes(text.encode(), "sample.yaml", report) is None
    (told,) = report.items
    assert told.key == key
    assert told.place is not None
    assert told.place.line > 0
    said = told.said("zh")
    assert re.findall("[A-Za-z]{3,}", f"{said.message}{said.remedy}".replace("YAML", "")) == []
