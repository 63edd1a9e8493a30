"""Single products decided as single inventories are: read, calculated, and refused with the same diagnostics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from pathlib import Path

import pyarrow as pa
from attrs import field, frozen

from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.inventory.from_document import TextCells, inventory_from_document
from ruleengine.inventory.model import MISSING, Absent, Inventory
from ruleengine.inventory.plausibility import UNLIKELY
from ruleengine.portfolio.batch.no_value import why_no_value
from ruleengine.portfolio.batch.result_columns import ExactRow, ResultColumns, RowRemarks
from ruleengine.portfolio.columns import LINE, Layout
from ruleengine.portfolio.files.about_line import check_about
from ruleengine.portfolio.limits import TOLD
from ruleengine.portfolio.reading.single_lines import line_documents
from ruleengine.portfolio.reading.single_products import ProductDocument, product_documents
from ruleengine.portfolio.rejects import reasons_of
from ruleengine.program.known import KnownParts
from ruleengine.program.program import Program
from ruleengine.run.exact import CONTEXT, Calculation, calculate
from ruleengine.run.not_evaluated import Failures, Why, in_both_languages
from ruleengine.run.preconditions import not_met
from ruleengine.run.result import calculated
from ruleengine.run.trace import Trace
from ruleengine.run.unknown import unknown_share
from ruleengine.run.values import Calculated


@frozen
class Decision:
    """What a product comes to: a row of results, or the reasons why there is none, as JSON.

    `remarks` stand beside a row of results.
    """

    row: ExactRow | None
    reasons: str = "[]"
    remarks: RowRemarks = (None, (), None)


@frozen(eq=False)
class Decider:
    """Decides products of one portfolio, one at a time, by exact arithmetic.

    `shown` is the portfolio as the user named it, `lines` the file of JSON lines that it is, where it is one.
    """

    program: Program
    layout: Layout
    shown: str
    lines: Path | None = None
    parts: KnownParts = field(init=False)
    _texts: TextCells = field(init=False, factory=dict)

    @parts.default
    def _parts_of_program(self) -> KnownParts:
        return KnownParts(self.program)

    def decide(self, batch: pa.RecordBatch, rows: Sequence[int], refused: Sequence[bool]) -> list[Decision]:
        """What each product of a batch comes to.

        `rows` are their numbers in the portfolio; `refused` says which are likely to be refused by what is calculated.
        """
        columns = ResultColumns(self.program)
        decided = zip(self._documents(batch, rows), refused, strict=True)
        return [self._decided(document, likely, columns) for document, likely in decided]

    def _documents(self, batch: pa.RecordBatch, rows: Sequence[int]) -> Iterator[ProductDocument]:
        if self.lines is not None and LINE in self.layout.staged:
            return line_documents(self.lines, batch, self.layout, self.shown, rows)
        return product_documents(batch, self.layout, self.shown, rows)

    def _decided(self, document: ProductDocument, refused: bool, columns: ResultColumns) -> Decision:
        report = _FirstErrors()
        try:
            if self.lines is not None and document.line and not check_about(document, report):
                return Decision(None, reasons_of(report.errors))
            inventory, failures = _values(self.program, document, report, refused, self._texts)
            lost = _unrepresentable(self.program, failures.trace.values, document, report)
        except _Enough as more:
            return Decision(None, reasons_of([*report.errors, more.told]))
        except Refused:
            return Decision(None, reasons_of(report.errors))
        values = failures.trace.values
        share = unknown_share(self.program, inventory, values, self.parts)
        told = tuple(f"{d.code} {dict(d.facts)['name']}" for d in report.items if d.code in UNLIKELY)
        with localcontext(CONTEXT):
            why = why_no_value(self.program, failures, lost)
        row = columns.exact_row({n: v for n, v in values.items() if n not in lost})
        return Decision(row, remarks=(None if share is None else float(share), told, why))


class _Enough(Exception):
    """There are more errors than are told; `told` says so."""

    def __init__(self, told: Diagnostic):
        super().__init__()
        self.told = told


class _FirstErrors(Report):
    """The first errors of a product; raises `_Enough` where there are more."""

    def take(self, found: Iterable[Diagnostic]) -> None:
        for item in found:
            if item.severity == "error" and len(self.errors) == TOLD:
                more = Report()
                more.tell("E619.more", told=TOLD)
                raise _Enough(more.items[0])
            super().take([item])


def _values(
    program: Program, document: ProductDocument, report: Report, refused: bool, texts: TextCells
) -> tuple[Inventory, Failures]:
    """A product and its exact values; raises `Refused` with all that is wrong with it in `report`."""
    inventory = inventory_from_document(document, program, report, hashed=False, texts=texts)
    if inventory is None:
        raise Refused(report.items)
    if not refused:
        found = calculate(program, inventory)
        if not _refusable(program, found):
            return inventory, Failures(Trace(program, inventory, found.values), found.errors)
    return inventory, calculated(program, inventory, report)


def _refusable(program: Program, found: Calculation) -> bool:
    """Whether a precondition is not met, something has an error that the footprint rests on, or is missing."""
    lost = any(found.values.get(s.name, MISSING) is MISSING for s in program.emissions)
    flow = program.reference_flow
    flowless = flow is not None and isinstance(found.values.get(flow.name, MISSING), Absent)
    failed = any(e.step.name in program.needed for e in found.errors)
    return failed or lost or flowless or bool(not_met(program, found.values))


def _unrepresentable(
    program: Program, values: Mapping[str, Calculated], document: ProductDocument, report: Report
) -> dict[str, Why]:
    """The values that do not fit a table of results and that the footprint does not rest on, and why.

    Raises `Refused` with those that it rests on (E702).
    """
    apart = {s.name for s in program.figures()} - program.needed
    found: dict[str, Why] = {}
    for name, value in values.items():
        if isinstance(value, Decimal) and not math.isfinite(float(value)):
            told = Report()
            told.tell("E702.table_of_results", document.place(), element=name, name=name)
            if name in apart:
                found[name] = in_both_languages(told.items[0])
            else:
                report.take(told.items)
                raise Refused(told.items)
    return found
