"""Diagnostics: the table of codes, and the three views of what was found."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import visible
from ruleengine.diagnostics import (
    Diagnostic,
    Excerpt,
    Place,
    Refused,
    Report,
    as_json,
    as_sarif,
    as_text,
    in_order,
    nearest_name,
)
from ruleengine.diagnostics.codes import CODES
from ruleengine.diagnostics.facts import facts_of
from ruleengine.diagnostics.sentences import GROUPS, sentences_of
from tests.examples import examples

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ruleengine"
TESTS = ROOT / "tests"
CODE = re.compile(r"\b[EW][1-8][0-9]{2}\b")


FULL = Diagnostic(
    "E405.added",
    facts_of({"right": "kWh", "left": "kg", "left_dimension": "mass", "right_dimension": "energy"}),
    Place("rules/gb/case/1.0.0.yaml", 12, 5, 12, 18),
    "quantities.sum_of_both",
    "6.4",
    Excerpt("mass + energy", 7, 13),
)
EXPECTED = "two values of one dimension; the left side is mass (`kg`)"
FOUND = "the right side is energy (`kWh`)"
REMEDY = "multiply or divide one side by what brings it to the dimension of the other, such as a factor"
BARE = Diagnostic("W311.not_locked", facts_of({"name": "a@1.0.0", "lock": "lock.yaml"}))
WHOLE_FILE = Diagnostic(
    "E101.unreadable", facts_of({"file": "a.yaml", "reason": "no such file or directory"}), Place("a.yaml")
)


def unknown(name: str, place: Place) -> Diagnostic:
    """The finding that a name is not known."""
    return Diagnostic("E404.name", facts_of({"name": name}), place)


# ---- the table of codes


@pytest.mark.parametrize("code", CODES)
def test_a_code_says_what_is_wrong_why_and_what_to_do(code: str) -> None:
    entry = CODES[code]
    assert re.fullmatch(r"[EW][1-8][0-9]{2}", code)
    assert entry.severity == ("error" if code[0] == "E" else "warning")
    for text in (entry.title, entry.cause, entry.remedy):
        assert text.strip() == text != ""
        assert not text.endswith(".")
        assert text[0].islower() or text[0] == "`" or text.startswith(("YAML", "UTF")), text


@pytest.mark.parametrize("code", CODES)
def test_a_code_says_the_same_in_chinese(code: str) -> None:
    entry = CODES[code]
    for en, zh in zip((entry.title, entry.cause, entry.remedy), entry.zh, strict=True):
        assert zh.strip() == zh != en
        assert re.search("[\u4e00-\u9fff]", zh)
        assert not zh.endswith(("。", "."))
        assert sorted(re.findall("`([^`]*)`", en.replace("`not applicable`", ""))) == sorted(
            re.findall("`([^`]*)`", zh)
        )
        names = re.sub(
            r"`[^`]*`|<[^>]*>|docs/\S*\.md|[a-z]+_[a-z_]+|true/false|YAML|JSON|UTF-8|Spark", "", zh
        )
        words = set(re.findall("[A-Za-z]{2,}", names)) - {
            "extends",
            "production",
            "distribution",
            "use",
            "yaml",
        }
        assert words == set(), zh


def test_numbers_of_codes_are_used_once_and_in_order() -> None:
    numbers = [code[1:] for code in CODES]
    assert numbers == sorted(set(numbers))


def code_in(path: Path) -> set[str]:
    return set(CODE.findall(path.read_text(encoding="utf-8")))


def test_every_code_is_used_and_every_used_code_is_in_the_table() -> None:
    used: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        used |= set() if path.parent.name == "codes" else code_in(path)
    assert sorted(set(CODES) - used) == []
    assert sorted(used - set(CODES)) == []


def test_every_code_is_provoked_by_a_test() -> None:
    provoked: set[str] = set()
    for path in TESTS.rglob("*"):
        if path.suffix == ".txt":
            provoked |= set(
                re.findall(r"(?:error|warning) ([EW][0-9]{3}): ", path.read_text(encoding="utf-8"))
            )
        elif path.suffix == ".py" and path != Path(__file__):
            provoked |= code_in(path)
    assert sorted(set(CODES) - provoked) == []


# ---- how messages are written


def written_messages() -> Iterator[tuple[str, str]]:
    """Place and first words of every message in the source: what stands beside a code or a key in a call."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or path.parent.name == "codes":
                continue
            texts = [text_of(a) for a in node.args]
            for first, second in pairwise(texts):
                if first and " " in (second or "") and re.fullmatch(r"[EW][0-9]{3}(\.\w+)?", first):
                    yield f"{path.name}:{node.lineno}", second or ""


def text_of(node: ast.expr) -> str | None:
    """The text of a literal; of an f-string with `…` for its values."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values)
    return None


def test_messages_in_the_source_are_lower_case_without_a_final_full_stop() -> None:
    templates = [(key, text.en) for group in GROUPS.values() for key, text in sentences_of(group).items()]
    messages = templates
    assert len(messages) > 200
    wrong = [(w, m) for w, m in messages if m.endswith(".") or (m[:1].isupper() and not m.startswith("YAML"))]
    assert wrong == []


def test_no_sentence_is_made_beside_a_key_in_the_source() -> None:
    assert list(written_messages()) == []


def test_messages_in_the_golden_files_are_lower_case_without_a_final_full_stop() -> None:
    found = 0
    for path in sorted((TESTS / "refused").rglob("*.txt")):
        for message in re.findall(r"(?:error|warning) [EW][0-9]{3}: (.*)", path.read_text(encoding="utf-8")):
            found += 1
            assert message[0].islower() or message[0] in "`." or message[0].isdigit(), (path.name, message)
            assert not message.endswith("."), (path.name, message)
    assert found > 300


def test_messages_name_no_part_of_the_implementation() -> None:
    words = re.compile(
        r"\b(None|True|False|dict|str|NoneType|Decimal|Traceback|Exception|Python|ruleengine\.)\b"
    )
    for path in sorted((TESTS / "refused").rglob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            message = re.match(r".*(?:error|warning) [EW][0-9]{3}: (.*)", line)
            if message:
                said = re.sub(r"`[^`]*`", "", message[1])
                assert not words.search(said), (path.name, line)


# ---- text


def test_text_view() -> None:
    assert FULL.text() == (
        "rules/gb/case/1.0.0.yaml:12:5: error E405: `kWh` cannot be added to `kg`\n"
        "  in element `quantities.sum_of_both`, clause 6.4\n"
        "    mass + energy\n"
        "           ^^^^^^\n"
        f"  expected: {EXPECTED}\n"
        f"  found: {FOUND}\n"
        f"  to do: {REMEDY}"
    )
    assert BARE.text() == (
        "warning W311: `a@1.0.0` is released and not in `lock.yaml`\n"
        "  to do: run `ruleengine validate --lock` once to pin it"
    )
    assert WHOLE_FILE.text().startswith("a.yaml: error E101: cannot read")


def test_the_text_view_counts_errors_and_warnings() -> None:
    assert as_text([]) == "0 errors, 0 warnings"
    assert as_text([BARE]).endswith("\n\n0 errors, 1 warning")
    assert as_text([FULL, BARE, WHOLE_FILE]).endswith("\n\n2 errors, 1 warning")


def test_views_are_in_the_order_of_files_and_lines() -> None:
    later, elsewhere = unknown("b", Place("a", 10, 1)), unknown("a", Place("b", 1, 1))
    sooner = evolve(FULL, place=Place("a", 9, 3))
    ordered = [BARE, sooner, later, elsewhere]
    assert in_order(reversed(ordered)) == ordered
    assert [d["code"] for d in json.loads(as_json(ordered[::-1]))] == ["W311", "E405", "E404", "E404"]
    assert as_text(ordered) == as_text(ordered[::-1])


@pytest.mark.parametrize(
    ("text", "start", "end", "shown", "carets"),
    [
        ("mass + energy", 0, 4, "mass + energy", "^^^^"),
        ("mass +", 5, 5, "mass +", "     ^"),
        ("mass", 4, 4, "mass", "    ^"),
        ("功率 * life", 0, 2, "功率 * life", "^^^^"),
        ("功率 * life", 5, 9, "功率 * life", "       ^^^^"),
        ('kind == "平均"', 8, 12, 'kind == "平均"', "        ^^^^^^"),
        ("ｐ * 2", 4, 5, "ｐ * 2", "     ^"),
        ("a\nb", 2, 3, "a b", "  ^"),
        ("a \x1b b", 4, 5, "a \\u001b b", "         ^"),
        ("a \u202e b", 2, 3, "a \\u202e b", "  ^^^^^^"),
    ],
)
def test_an_excerpt_underlines_in_columns(text: str, start: int, end: int, shown: str, carets: str) -> None:
    assert Excerpt(text, start, end).lines() == (shown, carets)


def test_an_excerpt_of_a_long_formula_shows_the_part_concerned() -> None:
    text = "+".join(f"x{i}" for i in range(200))
    start = text.index("x150")
    shown, carets = Excerpt(text, start, start + 4).lines()
    assert len(shown) == 102
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[carets.index("^") : len(carets)] == "x150"
    assert Excerpt(text, 0, len(text)).lines() == (text[:100] + "…", "^" * 100)


@examples(100)
@given(st.text(max_size=300), st.data())
def test_excerpts_are_two_printable_lines_whatever_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown, carets = Excerpt(text, start, end).lines()
    assert visible(shown) == shown
    assert set(carets) <= {" ", "^"}
    assert carets.endswith("^")


def test_control_and_direction_characters_never_reach_the_terminal() -> None:
    hostile = "a\u202eb\u2066c\x1b[31m\u200bd\ufeff\x00\u2028"
    said = unknown(hostile, Place(f"{hostile}.yaml", 1, 1)).text()
    assert all(c.isprintable() or c == "\n" for c in said)
    assert "`a\\u202eb\\u2066c\\u001b[31m\\u200bd\\ufeff\\u0000\\u2028`" in said
    assert visible("产品　名称 1 000 é") == "产品　名称 1 000 é"


# ---- JSON and SARIF


def test_json_view() -> None:
    (full,) = json.loads(as_json([FULL]))
    chinese = full.pop("zh")
    assert full == {
        "code": "E405", "key": "E405.added", "severity": "error", "file": "rules/gb/case/1.0.0.yaml", "line": 12,
        "column": 5, "end_line": 12, "end_column": 18, "element": "quantities.sum_of_both", "clause": "6.4",
        "formula": "mass + energy", "span": [7, 13],
        "facts": {"right": "kWh", "left": "kg", "left_dimension": "mass", "right_dimension": "energy"},
        "en": {"message": "`kWh` cannot be added to `kg`", "expected": EXPECTED, "found": FOUND, "remedy": REMEDY},
    }  # fmt: skip
    assert chinese["message"] == "`kWh`不能与`kg`相加"
    assert set(chinese) == set(full["en"])
    whole, bare = json.loads(as_json([BARE, WHOLE_FILE]))[::-1]
    assert (bare["code"], bare["severity"], bare["en"]["remedy"]) == ("W311", "warning", CODES["W311"].remedy)
    assert (whole["file"], "line" in whole, "element" in whole) == ("a.yaml", False, False)
    assert as_json([]) == "[]"


def test_sarif_view() -> None:
    log = json.loads(as_sarif([FULL, BARE, WHOLE_FILE, FULL], "9.8.7"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("ruleengine", "9.8.7")
    assert [rule["id"] for rule in driver["rules"]] == ["E101", "E405", "W311"]
    for rule in driver["rules"]:
        entry = CODES[rule["id"]]
        assert rule["shortDescription"] == {"text": entry.title}
        assert rule["fullDescription"] == {"text": entry.cause}
        assert rule["help"] == {"text": entry.remedy}
        assert rule["defaultConfiguration"] == {"level": entry.severity}
    bare, whole_file, full, _ = run["results"]
    assert (
        full["message"]["text"]
        == f"`kWh` cannot be added to `kg`; expected: {EXPECTED}; found: {FOUND}; {REMEDY}"
    )
    assert full["level"] == "error"
    assert full["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "rules/gb/case/1.0.0.yaml"},
                "region": {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 18},
            }
        }
    ]
    assert full["properties"]["facts"]["right"] == "kWh"
    assert whole_file["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a.yaml"}}}]
    assert "locations" not in bare
    assert bare["level"] == "warning"


def test_sarif_file_names_are_uris() -> None:
    item = unknown("a", Place("产品 100%/a#b?.yaml"))
    (run,) = json.loads(as_sarif([item], "1"))["runs"]
    (location,) = run["results"][0]["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E4%BA%A7%E5%93%81%20100%25/a%23b%3F.yaml"


# ---- collecting


def test_a_report_keeps_each_finding_once_and_knows_its_errors() -> None:
    report = Report()
    report.tell("W311.not_locked", Place("a"), name="a@1.0.0", lock="lock.yaml")
    report.stop_on_errors()
    report.tell("E404.name", Place("a", 2, 1), name="b")
    report.tell("E404.name", Place("a", 2, 1), name="b")
    report.tell("E404.name", Place("a", 3, 1), name="b")
    report.take(report.items[:1])
    assert [d.code for d in report.items] == ["W311", "E404", "E404"]
    assert [d.code for d in report.errors] == ["E404", "E404"]
    with pytest.raises(Refused) as refused:
        report.stop_on_errors()
    assert refused.value.diagnostics == tuple(report.items)
    assert "E404" in str(refused.value)


def test_a_key_without_a_sentence_cannot_be_told() -> None:
    for key in ("E404.nothing_of_the_kind", "E999.name", "E404"):
        with pytest.raises(KeyError):
            Diagnostic(key).said("en")


def test_the_nearest_name() -> None:
    assert nearest_name("powr", ["power", "life", "tower"]) == "power"
    assert nearest_name("powr", ["power", "life"], "inputs.") == "inputs.power"
    assert nearest_name("xyz", ["power", "life"]) is None
    assert nearest_name("a", []) is None
