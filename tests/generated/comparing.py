"""Both evaluators on generated products, and whether they say the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from ruleengine.arrays.arrays import ABSENT_MISSING, ABSENT_NOT_APPLICABLE, FAILED, PRESENT, products_of
from ruleengine.arrays.kernel import CalculatedProducts, calculate_arrays
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Inventory
from ruleengine.program.program import Program, Step
from ruleengine.ruleset.model import SPECIES, STAGES
from ruleengine.run.exact import Calculation, calculate
from tests.generated.bounds import Bounds, Fails, Unsure
from tests.generated.rule_sets import Generated
from tests.library_builder import inventory, product

RELATIVE = Decimal("1e-12")
FOOTPRINT = tuple(f"footprint.{p}" for p in ("total", "per_unit", *STAGES, *SPECIES))


def compiled(case: Generated) -> Program:
    """The program of a generated rule set, by way of files and the whole pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        return product(Path(folder), *case.files)


def read(program: Program, case: Generated) -> list[Inventory]:
    """The inventories of a generated case, as the reader of inventories makes them."""
    return [inventory(program, **values) for values in case.batch]


def states(values: object) -> object:
    """What a value of the exact evaluator is in the kernel's states; None is a step without a value."""
    if isinstance(values, tuple):
        return tuple(states(v) for v in values)
    if values is None:
        return FAILED
    return {MISSING: ABSENT_MISSING, NOT_APPLICABLE: ABSENT_NOT_APPLICABLE}.get(values, PRESENT)


@frozen
class Cell:
    """A value of the kernel with its state."""

    value: object
    state: int


def cells(program: Program, found: CalculatedProducts, name: str, index: int) -> Cell | tuple[Cell, ...]:
    """What the kernel says of a named value of one product: one cell, or one a row."""
    array = found.values[name]
    if array.table is None:
        return Cell(_plain(array, index), int(array.state[index]))
    first, last = (int(o) for o in found.products.rows[array.table].offsets[index : index + 2])
    return tuple(Cell(_plain(array, row), int(array.state[row])) for row in range(first, last))


def _plain(array: object, index: int) -> object:
    value = array.values[index]
    return array.words[int(value)] if array.words else value.item()


def asked(program: Program, values: Mapping[str, object]) -> list[Step]:
    """The steps that are calculated for a product with these values: checks only where their condition holds."""
    unasked = {
        r.check.name for r in program.requirements if r.check and r.applies and values.get(r.applies.name) is not True
    }  # fmt: skip
    return [s for s in program.all_steps() if s.name not in unasked]


def names(program: Program, exact: Calculation) -> list[str]:
    """All that is calculated for a product."""
    return [*(s.name for s in asked(program, exact.values)), *FOOTPRINT]


def differences(program: Program, products: Sequence[Inventory], counts: dict[str, int]) -> Iterator[str]:
    """Where the evaluators differ; `counts` tells how much was compared and how much was not sure."""
    found = calculate_arrays(program, products_of(program, products))
    for index, item in enumerate(products):
        exact = calculate(program, item)
        bounds = Bounds(program, item, exact)
        for name in names(program, exact):
            known = bounds.known[name]
            if known is Unsure:
                counts["unsure"] = counts.get("unsure", 0) + 1
                continue
            counts["sure"] = counts.get("sure", 0) + 1
            wanted = exact.values.get(name)
            if (known is Fails) != (wanted is None):
                yield f"product {index}, {name}: bound {known} for {wanted}"
                continue
            got = cells(program, found, name, index)
            yield from (f"product {index}, {name}: {d}" for d in _unlike(wanted, got, known))


def _unlike(wanted: object, got: Cell | tuple[Cell, ...], known: object) -> Iterator[str]:
    if isinstance(got, tuple):
        if wanted is None:
            yield from (f"no value, kernel {c}" for c in got if c.state != FAILED)
        else:
            for one, cell, bound in zip(wanted, got, known, strict=True):
                yield from _unlike(one, cell, bound)
        return
    if states(wanted) != got.state:
        yield f"{wanted}, kernel {got}"
    elif isinstance(wanted, Decimal):
        if abs(Decimal(got.value) - wanted) > max(RELATIVE * abs(wanted), known):
            yield f"{wanted}, kernel {got.value!r}, bound {known}"
    elif got.state == PRESENT and wanted != got.value:
        yield f"{wanted}, kernel {got}"


#: What a condition comes to that has an error.
LOST = object()


def verdict(applies: object, check: object) -> str:
    """The verdict on a requirement from what its condition and its check come to (None: there is none)."""
    if applies is False or applies is NOT_APPLICABLE:
        return "not_applicable"
    if applies is MISSING or applies is LOST:
        return "not_evaluated"
    if check is NOT_APPLICABLE:
        return "not_applicable"
    if check is MISSING or check is LOST:
        return "not_evaluated"
    return "satisfied" if check else "not_satisfied"


def of_exact(calculation: Calculation, name: str | None) -> object:
    """What a condition comes to; None where there is no condition."""
    return calculation.values.get(name, LOST) if name else None


def of_kernel(program: Program, found: CalculatedProducts, name: str | None, index: int) -> object:
    """The same from the kernel."""
    if name is None:
        return None
    cell = cells(program, found, name, index)
    assert isinstance(cell, Cell)
    absent = {ABSENT_MISSING: MISSING, ABSENT_NOT_APPLICABLE: NOT_APPLICABLE, FAILED: LOST}
    return absent.get(cell.state, cell.value)
