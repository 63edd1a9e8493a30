"""The first sheet: whose calculation it is, how the workbook is read, and whether it comes to what the engine found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import define

from ruleengine.documents.workbook import words
from ruleengine.documents.workbook.cells import Places
from ruleengine.documents.workbook.citing import texts_of
from ruleengine.documents.workbook.known_values import as_double
from ruleengine.documents.workbook.naming import lines_of
from ruleengine.documents.workbook.sheet import CellValue, WorkCell, WorkSheet
from ruleengine.documents.workbook.words import first_language, said
from ruleengine.formula.excel_text import NOT_APPLICABLE, TOLERANCE, half_even
from ruleengine.language import Texts
from ruleengine.program.inputs import as_map
from ruleengine.program.texts import with_parameters
from ruleengine.resolve.standing import standing_words
from ruleengine.version import __version__

_WIDTHS = (44.0, 26.0, 26.0, 26.0)
_TOLERANCE = 1e-12
_SIGNIFICANT = 3


@define
class CoverSheet:
    """Fills the first sheet."""

    places: Places
    sheet: WorkSheet
    row: int = 0

    def write(self, sheets: Sequence[tuple[str, str]]) -> None:
        """Facts, result, how to read it, and the sheets (name, what is there)."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.widths[column] = width
        self.sheet.across(0, len(_WIDTHS) - 1, said(words.TITLE, self.places.language, " "), "title")
        self.sheet.heights[0] = 28
        self.row = 2
        for key, value in self._facts():
            self._fact(words.FACTS[key], value)
        self._band(words.PER_UNIT)
        self._result()
        self._band(words.LEGEND)
        self._legend()
        self._band(words.CONTENTS)
        for name, what in sheets:
            self.sheet.put(self.row, 0, WorkCell(name, link=name, style="link"))
            self._across(what)

    def _across(self, text: str, style: str = "plain") -> None:
        self.sheet.text(self.row, 1, text, style)
        self.sheet.merged.append((self.row, 1, len(_WIDTHS) - 1))
        self.sheet.heights[self.row] = 15.0 * lines_of(text, sum(_WIDTHS[1:]))
        self.row += 1

    def _band(self, title: Texts) -> None:
        self.row += 1
        self.sheet.line(self.row, [said(title, self.places.language, " "), "", "", ""], "band")
        self.row += 1

    def _fact(self, label: Texts, value: CellValue | tuple[CellValue, ...]) -> None:
        self.sheet.text(self.row, 0, said(label, self.places.language, " "), "label")
        if isinstance(value, tuple):
            for column, one in enumerate(value, start=1):
                self.sheet.put(self.row, column, WorkCell(one, style="date"))
            self.row += 1
        else:
            self._across(str(value))

    def _facts(self) -> Iterable[tuple[str, CellValue | tuple[CellValue, ...]]]:
        places, language = self.places, self.places.language
        result, resolved = places.known.result, places.program.resolved
        product, period = result.inventory.product, result.inventory.period
        yield "product", said(texts_of(product.get("name")), language, "  ")
        if product.get("model"):
            yield "model", str(product["model"])
        maker = as_map(product.get("manufacturer"))
        if maker:
            yield "manufacturer", said(texts_of(maker.get("name")), language, "  ")
        if {"from", "to"} <= set(period):
            yield "period", (date.fromisoformat(period["from"]), date.fromisoformat(period["to"]))
        title = said(texts_of(resolved.own.header.get("title")), language, "  ")
        yield "ruleset", f"{resolved.reference}  {title}"
        standard = as_map(resolved.own.header.get("standard"))
        if standard.get("number"):
            yield "standard", f"{standard['number']}  {said(texts_of(standard.get('title')), language, '  ')}"
        yield "status", standing_words(resolved.standings, resolved.reference, first_language(language))
        singles = resolved.singles
        unit = singles.get("functional_unit") or singles.get("declared_unit")
        if unit is not None:
            texts = texts_of(unit.fields.get("short") or unit.fields.get("text"))
            filled = {k: with_parameters(places.program, str(texts.get(k, ""))) for k in ("zh", "en")}
            yield "unit", said(filled, language, "  ")
        yield "inventory", result.inventory.id
        yield "ruleset_hash", resolved.fingerprint
        yield "inventory_hash", result.inventory.fingerprint
        yield "engine", f"ruleengine {__version__}"

    def _result(self) -> None:
        """The figure recalculated here beside the one of the engine."""
        places, result = self.places, self.places.known.result
        exact, here = as_double(result.per_unit), places.names.of("footprint.per_unit")
        names = places.names.of("result.per_unit"), places.names.of("result.engine")
        self._figure(words.RECALCULATED, exact, here, names[0])
        self._figure(words.BY_ENGINE, exact, None, names[1])
        equal = f"IF({names[1]}=0,ABS({names[0]}),ABS({names[0]}/{names[1]}-1))"
        self._figure(words.DIFFERENCE, 0.0, equal, None, unit="")
        rounded = as_double(result.rounded_per_unit)
        self._figure(
            words.PER_UNIT, rounded, self._rounded(names[0]), places.names.of("result.rounded"), "result"
        )

    def _figure(
        self, label: Texts, value: CellValue, formula: str | None, name: str | None, style: str = "total",
        unit: str = "kgCO2e",
    ) -> None:  # fmt: skip
        self.sheet.text(self.row, 0, said(label, self.places.language, " "), "label")
        self.sheet.put(self.row, 1, WorkCell(value, formula, style))
        self.sheet.text(self.row, 2, unit, "unit")
        self.sheet.heights[self.row] = 15.0 * lines_of(said(label, self.places.language, " "), _WIDTHS[0])
        if name is not None:
            self.places.book.names[name] = self.sheet.place(self.row, 1)
        self.row += 1

    def _rounded(self, cell: str) -> str:
        """The rounding of the rule set: to places, or to significant digits, half to even."""
        rule = self.places.program.resolved.singles.get("rounding")
        fields = rule.fields if rule else {}
        if isinstance(fields.get("places"), int):
            return half_even(cell, f"({fields['places']})")
        digits = fields.get("significant", _SIGNIFICANT)
        places = f"({digits}-1-INT(ROUND(LOG10(ABS({cell})),12)))"
        return f"IF({cell}=0,0,{half_even(cell, places)})"

    def _legend(self) -> None:
        places, sheet = self.places, self.sheet
        sheet.put(self.row, 0, WorkCell(None, style="entry"))
        self._across(said(words.ENTRY_LABEL, places.language))
        sheet.put(self.row, 0, WorkCell(places.known.absent, style="code"))
        places.book.names[NOT_APPLICABLE] = sheet.place(self.row, 0)
        self._across(said(words.ABSENT_LABEL, places.language))
        sheet.put(self.row, 0, WorkCell("#N/A", "NA()", "code"))
        self._across(said(words.MISSING_LABEL, places.language))
        sheet.put(self.row, 0, WorkCell("#DIV/0!", "1/0", "code"))
        self._across(said(words.FAILED_LABEL, places.language))
        sheet.put(self.row, 0, WorkCell(_TOLERANCE, style="code"))
        places.book.names[TOLERANCE] = sheet.place(self.row, 0)
        self._across(said(words.TOLERANCE_LABEL, places.language))
