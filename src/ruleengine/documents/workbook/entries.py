"""What an inventory reports in a field: the entries as they are given, and the formulas of the values used."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import define

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.known_values import as_double
from ruleengine.documents.workbook.sheet import CellValue
from ruleengine.documents.workbook.words import WorkbookLanguage, said
from ruleengine.formula.absences import Absences
from ruleengine.formula.amount import NotAnAmount, amount
from ruleengine.formula.excel_text import NOT_APPLICABLE, Printed, constant, scaled_by
from ruleengine.formula.units import Unit
from ruleengine.inventory.model import NOT_APPLICABLE as ABSENT
from ruleengine.inventory.model import Absent, Cell
from ruleengine.language import Texts
from ruleengine.program.program import Field


@define
class ReportedColumn:
    """A field or column with what is reported in it, one for each row; `factors` lead to the unit of the field."""

    full_name: str
    name: str
    label: str
    unit: str
    need: str
    is_text: bool
    style: str
    values: tuple[CellValue, ...]
    units: tuple[str, ...]
    factors: tuple[Fraction, ...]
    options: tuple[str, ...]
    column: int = 0

    @property
    def has_units(self) -> bool:
        """Whether something is reported in another unit than that of the field."""
        return any(factor != 1 for factor in self.factors)


def entry_of(
    field: Field, full_name: str, cells: Sequence[Cell], language: WorkbookLanguage
) -> ReportedColumn:
    """The entry of a field, or of a column in all rows of its table."""
    found = [_reported(field, cell, language) for cell in cells]
    is_number = field.type.kind == "number"
    return ReportedColumn(
        full_name=full_name,
        name=field.name,
        label=said(field.label, language) or field.name,
        unit=str(field.type.unit) if is_number else "",
        need=said(need_of(field), language),
        is_text=field.type.kind in ("text", "reference"),
        style="entry" if is_number else "entry_text",
        values=tuple(value for value, _, _ in found),
        units=tuple(unit for _, unit, _ in found),
        factors=tuple(factor for _, _, factor in found),
        options=_options(field),
    )


def need_of(field: Field) -> Texts:
    """Whether a field has to be filled in."""
    if field.conditional:
        return words.CONDITIONAL
    return words.REQUIRED if field.required else words.OPTIONAL


def _options(field: Field) -> tuple[str, ...]:
    if field.options is not None:
        return tuple(field.options)
    return ("TRUE", "FALSE") if field.type.kind == "boolean" else ()


def _reported(field: Field, cell: Cell, language: WorkbookLanguage) -> tuple[CellValue, str, Fraction]:
    """A value as it is given, its unit, and what leads to the unit of the field."""
    value, is_number = cell.value, field.type.kind == "number"
    own = str(field.type.unit) if is_number and field.type.unit.symbols else ""
    if value is ABSENT:
        return words.ABSENT[language], own, Fraction(1)
    if cell.given is None or isinstance(value, Absent):
        return None, own, Fraction(1)
    if not isinstance(value, Decimal):
        return value, "", Fraction(1)
    try:
        number, unit = amount(cell.given)
    except NotAnAmount:  # a bare number, written in a way that no amount has
        return as_double(value), own, Fraction(1)
    return as_double(number), str(unit) if unit else own, _factor(unit, field.type.unit)


def _factor(unit: Unit | None, wanted: Unit) -> Fraction:
    return Fraction(1) if unit is None else unit.factor_to(wanted)


def used_formula(field: Field, entry: str, factor: Fraction, otherwise: str | None) -> str:
    """The value used: what is reported in the unit of the field; the default, or another column, where nothing is."""
    blank = "NA()" if otherwise is None else otherwise
    if field.default is not None:
        blank = constant(field.default).text
    if field.type.kind != "number":
        return f'IF({entry}="",{blank},{entry})'
    found = f"{entry}*1" if factor == 1 else scaled_by(Printed(entry), factor).text
    if not field.required:
        found = f"IF({entry}={NOT_APPLICABLE},{NOT_APPLICABLE},{found})"
    return f'IF({entry}="",{blank},{found})'


def absences_of(field: Field) -> Absences:
    """What a field may be beside a value. A required one that is emptied is missing, and #N/A goes through formulas."""
    return Absences(missing=not field.required and field.default is None, not_applicable=not field.required)
