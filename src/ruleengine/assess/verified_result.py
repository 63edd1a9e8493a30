"""The result with what was verified in the place of what was reported, and how far it is from the reported one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.assess.value_places import field_at, given_at, value_place, with_values
from ruleengine.assess.verified_values import VerifiedValue
from ruleengine.diagnostics import Fault, Refused, Report
from ruleengine.inventory.from_document import inventory_from_document
from ruleengine.inventory.values import read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT
from ruleengine.run.result import Result, run
from ruleengine.source.document import Document, Path


@frozen
class ValueChange:
    """A value that verifiers found otherwise: where it stands, what was reported, what counts, by whom, when and why.

    `is_made` says that the inventory has the verified value already.
    """

    name: str
    path: Path
    reported: object
    verified: object
    by: str | None
    date: str | None
    why: str | None
    is_made: bool


@frozen
class VerifiedResult:
    """The result as it was reported, as the inventory has it now, and as it was verified.

    All are one where no value was found otherwise. Once the inventory is revised, `now` is `verified`.
    """

    reported: Result
    now: Result
    verified: Result
    changes: tuple[ValueChange, ...]

    @property
    def deviation(self) -> Decimal | None:
        """How far the verified result is from the reported one, in per cent of it; None where that is zero."""
        return _deviation(self.reported, self.verified)

    @property
    def remaining(self) -> Decimal | None:
        """How far it is from that of the inventory as it is now: what has not been corrected."""
        return _deviation(self.now, self.verified)


def _deviation(reported: Result, verified: Result) -> Decimal | None:
    before, after = reported.per_unit, verified.per_unit
    if before == after:
        return Decimal(0)
    if before == 0:
        return None
    return CONTEXT.divide(CONTEXT.multiply(Decimal(100), CONTEXT.subtract(after, before)), abs(before))


def value_changes(
    values: Mapping[str, VerifiedValue], program: Program, document: Document
) -> tuple[ValueChange, ...]:
    """The values that count and are others than those reported, of an assessment whose values were checked."""
    found = []
    for name, value in values.items():
        path = value_place(name, program, document.data)
        if path is None or value.verified is None:
            continue
        now = given_at(path, document.data)
        made = is_same(path, program, now, value.verified)
        looks = [x for x in value.counting if x.verified is not None] or list(value.counting)
        said = [x.reported for x in value.looks if x.reported is not None]
        reported = said[0] if said else now
        if made and is_same(path, program, reported, value.verified):
            continue
        settled = value.settled if value.is_settled else None
        by, on, why = (
            (settled.by, settled.date, settled.why)
            if settled
            else (looks[-1].by, looks[-1].date, looks[-1].why)
        )
        found.append(ValueChange(name, path, reported, value.verified, by, on, why, made))
    return tuple(found)


def is_same(path: Path, program: Program, one: object, other: object) -> bool:
    """Whether two values are the same in the unit of their field."""
    field = field_at(path, program)
    try:
        return one is not None and other is not None and read_value(field, one) == read_value(field, other)
    except Fault:
        return one == other


def verified_result(result: Result, values: Mapping[str, VerifiedValue]) -> VerifiedResult:
    """Both results, of values that were checked; raises `Refused` where one of them cannot be calculated."""
    inventory, program = result.inventory, result.program
    changes = value_changes(values, program, inventory.document)
    reported = {c.path: c.reported for c in changes if c.reported is not None}
    verified = {c.path: c.verified for c in changes}
    return VerifiedResult(_run(result, reported), result, _run(result, verified), changes)


def _run(result: Result, put: Mapping[Path, object]) -> Result:
    """The result with other values; the same one where nothing is put."""
    if not put:
        return result
    document, report = result.inventory.document, Report()
    changed = Document(
        document.file, with_values(as_map(document.data), put), document.places, document.key_places
    )
    inventory = inventory_from_document(changed, result.program, report)
    if inventory is None:
        raise Refused(report.errors)
    return run(result.program, inventory, report)
