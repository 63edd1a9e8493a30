"""Empty inventories: readable, complete, and nothing wrong with them but what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.cli.main import cli
from ruleengine.diagnostics import Refused, Report
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.template import inventory_template
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape
from tests.conftest import Golden
from tests.library_builder import product
from tests.run.applicability import SECTIONS

HERE = Path(__file__).parent
RULES = Path(__file__).parents[2] / "rules"
CATEGORIES = ("gb/engines", "gb/ev-chargers", "gb/fibers", "gb/lighting", "gb/plastics")


def _program(root: Path, wanted: str) -> Program:
    library = Library(root)
    return compile_program(resolve(library, library.find(wanted)))


def _found(text: str, program: Program) -> Report:
    """What reading and checking the text finds."""
    report = Report()
    document = read_bytes(text.encode(), "empty.yaml", report)
    assert document is not None, [d.text() for d in report.items]
    assert check_shape(document, "inventory", report), [d.text() for d in report.items]
    inventory_from_document(document, program, report)
    return report


def _needed(program: Program) -> Iterator[str]:
    """The names of all values that an inventory must give, one row in each table."""
    yield from (f.name for f in program.fields.values() if f.required)
    for table in program.tables.values():
        if table.required:
            yield from (c.name for c in table.columns.values() if c.required)


def _missing(report: Report, text: str) -> list[str]:
    """The names that stand in the lines at which a value is said to be missing."""
    lines = text.splitlines()
    found = [lines[d.place.line - 1] for d in report.items if d.code == "E605" and d.place]
    return [line.strip(' -"').split(":")[0].strip('"') for line in found]


@pytest.mark.parametrize("wanted", CATEGORIES)
def test_the_only_fault_of_an_empty_inventory_is_what_is_missing(wanted: str) -> None:
    """One E605 for each required value and nothing else; exactly the required ones."""
    program = _program(RULES, wanted)
    text = inventory_template(program)
    report = _found(text, program)
    assert {d.code for d in report.items} == {"E605"}
    assert sorted(_missing(report, text)) == sorted(_needed(program))


@pytest.mark.parametrize("wanted", CATEGORIES)
def test_every_input_and_column_is_there_with_its_names(wanted: str) -> None:
    """Every input, column and allowed value stands in the text, with its unit and both names."""
    program = _program(RULES, wanted)
    text = inventory_template(program)
    for field in program.fields.values():
        assert re.search(rf"^  {field.name}:", text, re.MULTILINE)
    for table in program.tables.values():
        block = text[text.index(f"\n  {table.name}:") :].split("\n\n")[0]
        assert re.findall(r"^    (?:# )?[- ] ([a-z_0-9]+):$", block, re.MULTILINE) == list(table.columns)
    fields = [*program.fields.values(), *(c for t in program.tables.values() for c in t.columns.values())]
    for field in fields:
        assert " ".join(field.label["zh"].split()) in text
        assert " ".join(field.label["en"].split()) in text
        assert field.type.kind != "number" or str(field.type.unit) in text or str(field.type.unit) == "1"
        assert all(
            re.search(rf'^ +#   +"?{re.escape(o)}"?(  |$)', text, re.MULTILINE) for o in field.options or ()
        )


def test_every_kind_of_input_is_described(golden: Golden) -> None:
    """The whole text for a rule set that has every kind of input, with labels that could break out of a comment."""
    golden(HERE / "every-input.yaml", inventory_template(_program(HERE / "rules", "demo/every-input")))


def test_a_table_that_is_not_always_applicable_is_not_asked_for(tmp_path: Path) -> None:
    text = inventory_template(product(tmp_path, **SECTIONS))
    assert (
        """\
  # 仅在以下条件成立时填写 only where this holds: reach == "grave"
  repairs:
    # - name:
    #   part:
"""
        in text
    )
    assert "repairs（中） repairs（适用时必填 required where applicable；" in text
    assert "power（中） power（kW；适用时必填 required where applicable）" in text
    assert "mass（中） mass（kg；必填 required）" in text


def test_a_name_that_yaml_could_misread_is_quoted() -> None:
    """`on` as a name and `no` as a value are read back as texts."""
    program = _program(HERE / "rules", "demo/every-input")
    text = inventory_template(program)
    report = _found(text, program)
    assert {d.code for d in report.items} == {"E605", "E609"}
    assert "on" in _missing(report, text)


def test_a_filled_template_is_an_inventory() -> None:
    """With all required values written behind their colons nothing is wrong any more."""
    program = _program(HERE / "rules", "demo/every-input")
    text = inventory_template(program)
    values = {
        "  rated_power: {value: , source: }": "  rated_power: {value: 0.2 kW, source: x}",
        "  note_text:": "  note_text: hello",
        '  "on": {value: , source: }': '  "on": {value: 3, source: x}',
        "    - id:": "    - id: x",
        "      primary:": "      primary: true",
        "    - material:\n      mass:\n      recycled:\n      factor:\n      source:": (
            "    - {material: steel, mass: 400 g, recycled: not applicable, source: x}\n"
            "    - {material: pp, mass: 0.1, source: x}"
        ),
    }
    for empty, filled in values.items():
        assert text.count(empty + "\n") == 1
        text = text.replace(empty + "\n", filled + "\n")
    assert _found(text, program).items == []


def test_no_inventory_is_made_for_an_abstract_rule_set() -> None:
    """A base has no products."""
    with pytest.raises(Refused) as refused:
        inventory_template(_program(RULES, "gb/24067"))
    assert [d.code for d in refused.value.diagnostics] == ["E706"]


def _call(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["template", *arguments])
    return done.exit_code, done.output


def test_the_command_writes_the_file_and_names_it(tmp_path: Path) -> None:
    """The id of the inventory is made from the name of the file."""
    path = tmp_path / "new" / "My Lamp_2026.yaml"
    code, output = _call("gb/lighting", "-o", str(path), "--rules", str(RULES))
    assert (code, output) == (0, f"{path.as_posix()}\n")
    expected = inventory_template(_program(RULES, "gb/lighting"), "my-lamp-2026")
    assert path.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "lamp.xls",
            "would be a file that ends in .xls; name a folder or a file that ends in `.yaml`, `.yml`, `.xlsx`",
        ),
        ("lamp.XLS", "would be a file that ends in .xls"),
        ("lamp.csv", "would be a file that ends in .csv"),
    ],
)
def test_another_kind_of_file_is_wrong_use(tmp_path: Path, name: str, words: str) -> None:
    """Exit code 2, a reason, and nothing written."""
    code, output = _call("gb/lighting", "-o", str(tmp_path / name), "--rules", str(RULES))
    assert code == 2
    assert words in " ".join(output.split())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    """An inventory that somebody filled in is not written over."""
    path = tmp_path / "lamp.yaml"
    path.write_text("mine", encoding="utf-8")
    code, output = _call("gb/lighting", "-o", str(path), "--rules", str(RULES))
    assert code == 2
    assert "exists" in output
    assert path.read_text(encoding="utf-8") == "mine"


def test_an_unknown_rule_set_is_a_finding(tmp_path: Path) -> None:
    """Exit code 1, the nearest name, and nothing written."""
    code, output = _call("gb/lightning", "-o", str(tmp_path / "lamp.yaml"), "--rules", str(RULES))
    assert code == 1
    assert "did you mean `gb/lighting`?" in output
    assert list(tmp_path.iterdir()) == []
