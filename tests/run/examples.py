"""The inventories beside the real rules, as data that tests can change before they are read and calculated."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from pathlib import Path

from attrs import frozen

from ruleengine.diagnostics import Report, as_text
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.model import Inventory
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result, run
from ruleengine.source.document import Document
from ruleengine.source.reader import read_file
from tests.library_builder import RULES, compiled

LIBRARY = Library(RULES)


def _is_inventory(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return text.startswith("inventory:")


EXAMPLES = sorted(
    p for p in RULES.rglob("examples/*.yaml") if _is_inventory(p) and not p.name.endswith(".assessment.yaml")
)


@frozen
class Example:
    """An inventory of the library with its program and its result."""

    path: Path
    program: Program
    data: dict
    result: Result

    @property
    def name(self) -> str:
        """Rule set and file, for the names of tests."""
        return f"{self.program.resolved.reference.id}/{self.path.stem}"

    def changed(self, change) -> Result:
        """The result after `change` has been applied to a copy of the values."""
        values = deepcopy(self.data["values"])
        changed = change(values)
        return run(self.program, self.read({**self.data, "values": values if changed is None else changed}))

    def read(self, data: dict) -> Inventory:
        """The inventory of changed data, which must be without errors."""
        report = Report()
        found = inventory_from_document(Document("changed.yaml", data, {}, {}), self.program, report)
        assert found is not None, as_text(report.items)
        return found


@cache
def program_of(reference: str) -> Program:
    """The compiled rule set of the library."""
    return compiled(LIBRARY, reference)


@cache
def example(path: Path) -> Example:
    """One of `EXAMPLES`, read and calculated once."""
    report = Report()
    document = read_file(path, report, path.name)
    assert document is not None, as_text(report.items)
    program = program_of(str(document.data["ruleset"]))
    found = inventory_from_document(document, program, report)
    assert found is not None, as_text(report.items)
    return Example(path, program, document.data, run(program, found))


def label(path: Path) -> str:
    """The category and the file."""
    return re.sub(r".*/gb/", "", path.as_posix()).replace("/examples", "").removesuffix(".yaml")
