"""Small rule libraries and inventories for tests, written in the real format and read by the real reader.

Sections are given in a short notation:

- input `"kg"` a number, `"text"`, `"boolean"`, `"a|b"` one of these texts, `"@processes"` a row of that table; a `?` at
  the end makes it optional; a map of columns is a table (`"!id"` in place of a type marks a text column as its key);
- parameter `"3 kg"`;
- quantity and indicator `("kg", "a + b")`, or only the formula where it is no number;
- emission `"formula"`; requirement `"check"`; precondition `"check"`.

Anything else stands as the format has it and is put over what the builder writes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ruleengine.diagnostics import Report, as_text
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.model import Inventory
from ruleengine.program.from_resolved import compile_program
from ruleengine.program.program import Program
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.library import Library
from ruleengine.run.exact import Calculation, calculate
from ruleengine.run.result import Result, run
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape

ROOT = "test/product@1.0.0"
RULES = Path(__file__).resolve().parents[1] / "rules"


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data):
        return True


def _plain_number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _plain_number)


def plain_data(text: str) -> Any:
    """What YAML says, without places; read by the quick parser where it is there."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def as_yaml(data: object) -> str:
    """YAML text of plain data, decimals in plain notation, keys in their order."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def texts(word: str) -> dict[str, str]:
    """A bilingual text."""
    return {"zh": f"{word}（中）", "en": word.replace("_", " ")}


def _field(name: str, notation: str | Mapping[str, object]) -> dict[str, object]:
    if not isinstance(notation, str):
        return {"label": texts(name), **notation}
    kind = notation.removesuffix("?")
    field: dict[str, object] = {"label": texts(name)}
    if kind.startswith("@"):
        field["references"] = kind[1:]
    elif "|" in kind:
        field |= {"type": "text", "values": {v: texts(v) for v in kind.split("|")}}
    elif kind in ("text", "boolean"):
        field["type"] = kind
    else:
        field["unit"] = kind
    return field | ({"required": False} if notation.endswith("?") else {})


def _input(name: str, given: object) -> dict[str, object]:
    if isinstance(given, str) or not isinstance(given, Mapping) or "label" in given:
        return {"clause": "4", **_field(name, given)}
    if "columns" not in given and any(
        k in given for k in ("unit", "type", "values", "values_of", "references")
    ):
        return {"clause": "4", **_field(name, given)}
    table = dict(given) if "columns" in given else {"columns": given}
    columns, key = {}, {}
    for column, notation in table["columns"].items():
        if notation == "!id":
            key = {"key": column}
            notation = "text"
        columns[column] = _field(column, notation)
    return {"label": texts(name), "clause": "4", **key, **table, "columns": columns}


def _parameter(name: str, given: object) -> dict[str, object]:
    common = {"source": "book", "label": texts(name), "clause": "5"}
    if not isinstance(given, str):
        return {**common, **given}
    value, unit = given.split(" ", 1)
    return {"value": Decimal(value), "unit": unit, **common}


def _calculated(name: str, given: object) -> dict[str, object]:
    if isinstance(given, str):
        return {"formula": given, "label": texts(name), "clause": "6"}
    if isinstance(given, tuple):
        return {"unit": given[0], "formula": given[1], "label": texts(name), "clause": "6"}
    return {"label": texts(name), "clause": "6", **given}


def _emission(name: str, given: object) -> dict[str, object]:
    element = {"formula": given} if isinstance(given, str) else dict(given)
    return {"stage": "production", "species": "fossil", "label": texts(name), "clause": "7", **element}


def _requirement(name: str, given: object) -> dict[str, object]:
    element = {"check": given} if isinstance(given, str) else dict(given)
    common = {
        "clause": "8",
        "verb": "shall",
        "text": texts(name),
        "evidence": ["bill"],
        "method": ["recalculation"],
        "severity": "major",
        "source": "book",
    }
    return {**common, **element}


def _precondition(name: str, given: object) -> dict[str, object]:
    element = {"check": given} if isinstance(given, str) else dict(given)
    return {"clause": "9", "text": texts(name), "source": "book", **element}


_WRITERS = {
    "inputs": _input,
    "parameters": _parameter,
    "quantities": _calculated,
    "indicators": _calculated,
    "emissions": _emission,
    "requirements": _requirement,
    "must": _precondition,
}


def rule_set(name: str = ROOT, **sections: object) -> dict[str, object]:
    """The data of a rule set file that is complete in itself; a section given as None is left out."""
    id_, _, version = name.partition("@")
    data: dict[str, object] = {
        "ruleset": id_,
        "version": version,
        "title": texts("product"),
        "encoding": {"status": "draft", "clauses": "encoding", "note": texts("for a test")},
        "sources": {"book": {"title": "book", "publisher": "maker", "year": 2024, "grade": "assumption"}},
        "scope": {"clause": "1", "text": texts("scope")},
        "product_codes": {"hs": {"system": texts("hs"), "codes": ["9405"], "source": "book"}},
        "declared_unit": {
            "clause": "2",
            "text": texts("one piece"),
            "short": texts("piece"),
            "source": "book",
        },
        "basis": texts("one piece"),
        "reference_flow": {"formula": "1", "clause": "2", "label": texts("pieces")},
        "boundary": {"type": "gate-to-gate", "stages": ["production"], "clause": "3", "text": texts("gate")},
        "rounding": {"significant": 3, "source": "book"},
        "vocabulary": {
            "evidence": {"bill": texts("bill")},
            "methods": {"recalculation": texts("recalculation")},
        },
    }
    for section, content in sections.items():
        writer = _WRITERS.get(section)
        if content is None:
            data.pop(section, None)
        elif writer and isinstance(content, Mapping):
            data[section] = {k: writer(k, v) for k, v in content.items()}
        else:
            data[section] = content
    return data


def overlay(name: str, base: str = ROOT, **sections: object) -> dict[str, object]:
    """The data of a rule set file that is built on another one; sections stand as they are."""
    id_, _, version = name.partition("@")
    own: dict[str, object] = {"ruleset": id_, "version": version, "extends": base, "title": texts("product")}
    own["encoding"] = {"status": "draft", "clauses": "encoding", "note": texts("for a test")}
    return own | sections


def factor_table(name: str, keys: list[str], columns: Mapping[str, object], rows: list[object]) -> dict:
    """The data of a factor table: key columns, value columns with their units, and rows as lists of their values."""
    id_, _, version = name.partition("@")
    read = {k: {"type": "text", "key": True, "label": texts(k)} for k in keys}
    for column, unit in columns.items():
        optional = {"required": False} if unit.endswith("?") else {}
        read[column] = {"unit": unit.removesuffix("?"), "label": texts(column), **optional}
    return {
        "table": id_,
        "version": version,
        "status": "draft",
        "title": texts("factors"),
        "nature": "life-cycle",
        "sources": {"book": {"title": "book", "publisher": "maker", "grade": "official"}},
        "source": "book",
        "columns": read,
        "rows": [{k: v for k, v in zip(read, row, strict=True) if v is not None} for row in rows],
    }


def write_library(folder: Path, *files: Mapping[str, object], **sections: object) -> Library:
    """Write files (from `rule_set`, `overlay`, `factor_table`) as a library below `folder`.

    Without files it holds one rule set, `test/product@1.0.0`, with the sections given.
    """
    root = folder / "rules"
    for data in files or (rule_set(**sections),):
        path = root / str(data.get("ruleset") or data["table"]) / f"{data['version']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_yaml(data), encoding="utf-8", newline="\n")
    return Library(root)


def compiled(library: Library, name: str = ROOT) -> Program:
    """The program of a rule set of the library."""
    return compile_program(resolve(library, library.find(name)))


def product(folder: Path, *files: Mapping[str, object], **sections: object) -> Program:
    """Write a library as `write_library` does and compile `test/product@1.0.0`."""
    return compiled(write_library(folder, *files, **sections))


def findings(folder: Path, *files: Mapping[str, object], name: str = ROOT, **sections: object) -> Report:
    """Everything that is found when a rule set is resolved and compiled."""
    library, report = write_library(folder, *files, **sections), Report()
    compile_program(resolve(library, library.find(name), report), report)
    return report


def inventory_text(program: Program, values: Mapping[str, object], **header: object) -> str:
    """An inventory file with these values."""
    data = {
        "inventory": "sample",
        "ruleset": str(program.resolved.reference),
        "product": {"name": texts("sample")},
        **header,
        "values": dict(values),
    }
    return as_yaml(data)


def read(program: Program, text: str, file: str = "sample.yaml") -> tuple[Inventory | None, Report]:
    """The inventory of a text, with what was found."""
    report = Report()
    document = read_bytes(text.encode(), file, report)
    if document is None or not check_shape(document, "inventory", report):
        return None, report
    return inventory_from_document(document, program, report), report


def inventory(program: Program, /, **values: object) -> Inventory:
    """An inventory with these values, which must be without errors."""
    found, report = read(program, inventory_text(program, values))
    assert found is not None, as_text(report.items)
    return found


def calculation(program: Program, /, **values: object) -> Calculation:
    """All values of a program for an inventory with these values."""
    return calculate(program, inventory(program, **values))


def result(program: Program, /, **values: object) -> Result:
    """The result of a program for an inventory with these values; raises `Refused`."""
    return run(program, inventory(program, **values))


_PROGRAMS: dict[str, Program] = {}


def formula_program(folder: Path, formula: str, unit: str | None, inputs: Mapping[str, object]) -> Program:
    """A program with these inputs and one quantity `q`; compiled once for all tests that ask for the same."""
    key = repr((formula, unit, inputs))
    if key not in _PROGRAMS:
        quantity = (unit, formula) if unit else formula
        _PROGRAMS[key] = product(folder, inputs=inputs, quantities={"q": quantity})
    return _PROGRAMS[key]


def value_of(folder: Path, formula: str, unit: str | None, inputs: Mapping[str, object], /, **values: object):
    """What one formula comes to for an inventory: a value, or a tuple of them; `unit` None where it is no number."""
    return calculation(formula_program(folder, formula, unit, inputs), **values).values["q"]


def errors_of(
    folder: Path, formula: str, unit: str | None, inputs: Mapping[str, object], /, **values: object
):
    """The errors of one formula for an inventory."""
    return calculation(formula_program(folder, formula, unit, inputs), **values).errors
