"""Lints that calculate: what becomes of the examples of a rule set when their numbers are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext

from attrs import evolve

from ruleengine.analysis.variables import with_column
from ruleengine.check.lints.remark import Remark, remark
from ruleengine.diagnostics import Fact, Refused, Report
from ruleengine.formula.amount import CONTEXT
from ruleengine.inventory.model import Inventory
from ruleengine.pipeline import product_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, Program
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result, run
from ruleengine.source.checked import read_checked
from ruleengine.source.paths import beside, is_there

#: The inputs and columns (`materials.mass`) that are numbers.
Numbers = Mapping[str, Field]


def examples_of(library: Library, program: Program) -> list[Result]:
    """The inventories that the tests beside a rule set name, calculated, each once; those that are refused left out."""
    path = library.path(program.resolved.reference)
    tests = path.with_name(f"{program.resolved.reference.version}.tests.yaml")
    if program.resolved.own.abstract or not is_there(tests):
        return []
    found: list[Result] = []
    try:
        cases = as_map(as_map(read_checked(tests, "tests", library.shown(tests)).data).get("cases"))
    except Refused:
        return []
    for name in dict.fromkeys(
        str(as_map(case)["inventory"]) for case in cases.values() if "inventory" in as_map(case)
    ):
        target = beside(path.parent, name)
        if not library.holdings.holds(target):
            continue
        try:
            found.append(product_of(program, target, Report(), library.shown(target)).result)
        except Refused:
            continue
    return found


def numbers_of(program: Program) -> Numbers:
    """The inputs and columns that are numbers and that the footprint rests on."""
    singles = {name: field for name, field in program.fields.items() if field.type.kind == "number"}
    columns = {
        f"{table.name}.{name}": field
        for table in program.tables.values()
        for name, field in table.columns.items()
        if field.type.kind == "number"
    }
    return {name: field for name, field in {**singles, **columns}.items() if name in program.needed}


def again(result: Result, changes: Iterable[tuple[str, Callable[[Decimal], Decimal]]]) -> Result | None:
    """The result where every number of some inputs and columns is changed; None where such an inventory is refused."""
    inventory = result.inventory
    with localcontext(CONTEXT):
        for name, change in changes:
            inventory = with_numbers(inventory, name, change)
    if inventory == result.inventory:
        return result
    try:
        return run(result.program, inventory, Report())
    except Refused:
        return None


def with_numbers(inventory: Inventory, name: str, change: Callable[[Decimal], Decimal]) -> Inventory:
    """The inventory with every number of a single input or of a column changed."""
    if "." in name:
        return with_column(inventory, name, change)
    cell = inventory.values[name]
    if not isinstance(cell.value, Decimal):
        return inventory
    return evolve(inventory, values={**inventory.values, name: evolve(cell, value=change(cell.value))})


def element_of(program: Program, name: str) -> ResolvedElement:
    """The element of an input or column."""
    return program.resolved.elements[f"inputs.{name.partition('.')[0]}"]


def of_example(
    key: str, program: Program, element: ResolvedElement, *steps: str, **facts: Fact | None
) -> Remark:
    """A remark that examples gave rise to; what is inherited is told as the rule set has it, since bases have none."""
    found = remark(key, element, *steps, excerpt=None, **facts)
    if element.origins[-1] == program.resolved.reference:
        return found
    return evolve(found, diagnostic=evolve(found.diagnostic, seen_from=str(program.resolved.reference)))
