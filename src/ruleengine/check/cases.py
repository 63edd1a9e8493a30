"""The tests beside the rules: an inventory, perhaps changed, and what must come out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from pathlib import Path as FilePath

from attrs import evolve, frozen

from ruleengine.diagnostics import Both, Diagnostic, Fault, Phrase, Refused, Report, nearest
from ruleengine.figures import plain
from ruleengine.formula.amount import NotAnAmount, amount, convert
from ruleengine.formula.units import CO2E, Unit
from ruleengine.inventory.model import MISSING, NOT_EVALUATED, Absent
from ruleengine.language import Texts
from ruleengine.pipeline import product_of, program_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.run.exact import CONTEXT
from ruleengine.run.preconditions import MET, NOT_MET, outcome
from ruleengine.run.result import Result
from ruleengine.source.checked import read_checked
from ruleengine.source.document import Document, Path
from ruleengine.source.paths import beside
from ruleengine.source.reader import read_file
from ruleengine.source.shapes import check_shape

DEFAULT_TOLERANCE = Decimal("1e-9")


@frozen
class CaseOutcome:
    """One test case: its name, what went wrong (nothing when it passed), and its result where it has one.

    `not_met` are the paths of the preconditions that its inventory does not meet.
    """

    name: str
    failures: tuple[Diagnostic, ...]
    result: Result | None
    not_met: frozenset[str] = frozenset()


@frozen
class CaseFile:
    """A tests file that has been read."""

    document: Document
    cases: Mapping[str, Mapping[str, object]]
    program: Program
    folder: FilePath
    library: Library


def read_case_file(library: Library, path: FilePath, shown: str | None = None) -> CaseFile:
    """Read a tests file and compile the rule set it names; raises `Refused`."""
    document = read_checked(path, "tests", shown or library.shown(path))
    data = as_map(document.data)
    reference = library.find(str(data["tests"]), place=document.place(("tests",)))
    program = program_of(library, reference)
    cases = {k: as_map(v) for k, v in as_map(data.get("cases")).items()}
    return CaseFile(document, cases, program, path.parent, library)


def run_cases(file: CaseFile) -> Iterator[CaseOutcome]:
    """Run the cases of a tests file one after the other."""
    for name, case in file.cases.items():
        report, found = Report(), Report()
        checker = _Case(file, name, case, report)
        result = checker.run(found)
        not_met = frozenset(name_of(d) for d in found.errors if d.code == NOT_MET)
        yield CaseOutcome(name, tuple(report.items), result, not_met)


@frozen
class _Case:
    file: CaseFile
    name: str
    case: Mapping[str, object]
    report: Report

    def fail(self, fault: Fault, *steps: str | int) -> None:
        """Something is not as the case has it, told at a place in the case."""
        found = fault.diagnostic(self.file.document.place(("cases", self.name, *steps)))
        self.report.take([evolve(found, within=Phrase("within.test", name=self.name))])

    def run(self, found: Report) -> Result | None:
        result = None
        document = self._inventory_document(found)
        if document is not None:
            try:
                result = product_of(self.file.program, document, found).result
            except Refused:
                result = None
        refuse = self.case.get("refuse")
        if isinstance(refuse, list):
            self._compare_refusal([str(c) for c in refuse], found)
        elif result is None:
            self.report.take(found.errors)
            self.fail(Fault("E705.refused"))
        else:
            self._compare(result)
        return result

    def _inventory_document(self, found: Report) -> Document | None:
        """The inventory of the case as a document: its file or its own values, with its changes put over."""
        path = self.case.get("inventory")
        base = Document(self.file.document.file, {"inventory": self.name, "values": {}}, {}, {})
        if isinstance(path, str):
            target = beside(self.file.folder, path)
            if not self.file.library.holdings.holds(target):
                self.fail(Fault("E705.outside", path=path), "inventory")
                return None
            read = read_file(target, found, self.file.library.shown(target))
            if read is None or not check_shape(read, "inventory", found):
                return None
            base = read
        data = dict(as_map(base.data))
        values = {**as_map(data.get("values"))}
        for key in ("values", "change"):
            values.update(as_map(self.case.get(key)))
        data["values"] = values
        return Document(base.file, data, base.places, base.key_places)

    def _compare_refusal(self, expected: list[str], found: Report) -> None:
        known = [step.name for step in self.file.program.preconditions]
        for index, name in enumerate(expected):
            if name.startswith("must.") and name not in known:
                fault = Fault("E705.no_precondition", name=name, nearest=nearest(name, known))
                self.fail(fault, "refuse", index)
        codes = sorted({name_of(d) for d in found.errors})
        if codes != sorted(set(expected)):
            shown = tuple(codes) or Phrase("case.no_error")
            fault = Fault("E705.other_errors", expected=tuple(sorted(set(expected))), codes=shown)
            self.fail(fault, "refuse")

    def _compare(self, result: Result) -> None:
        expect = as_map(self.case.get("expect"))
        for name, value in (("total", result.total), ("per_unit", result.per_unit)):
            if name in expect:
                self._number(expect[name], value, CO2E, ("expect", name))
        for name, amounts in (("stages", result.stages), ("species", result.species)):
            for key, wanted in as_map(expect.get(name)).items():
                if key not in amounts:
                    self.fail(
                        Fault("E705.no_part", name=key, part=Phrase(f"case.{name}")), "expect", name, key
                    )
                else:
                    self._number(wanted, amounts[key], CO2E, ("expect", name, key))
        for section in ("quantities", "emissions", "indicators"):
            for key, wanted in as_map(expect.get(section)).items():
                self._value(key, wanted, result, ("expect", section, key))
        for key, wanted in as_map(expect.get("checks")).items():
            self._verdict(key, str(wanted), result)

    def _value(self, name: str, wanted: object, result: Result, path: Path) -> None:
        step = result.program.step(name) or (
            result.program.reference_flow if name == "reference_flow" else None
        )
        if step is None:
            self.fail(Fault("E705.not_calculated", name=name, nearest=nearest(name, result.values)), *path)
            return
        value = result.values[step.name]
        if step.name in result.reasons:
            self._without_value(wanted, value, result.reasons[step.name], path)
        elif isinstance(value, tuple):
            items = wanted if isinstance(wanted, list) else [wanted]
            if len(items) != len(value):
                self.fail(Fault("E705.rows", name=name, count=len(value), wanted=len(items)), *path)
                return
            for index, (one, row) in enumerate(zip(items, value, strict=True)):
                self._one(one, row, step.type.unit, (*path, index))
        else:
            self._one(wanted, value, step.type.unit, path)

    def _without_value(self, wanted: object, value: object, reason: Mapping[str, str], path: Path) -> None:
        """What is missing or not evaluated, as a whole: a column that is not evaluated is so in every row."""
        absent = MISSING if value is MISSING else NOT_EVALUATED
        if any(item != absent.value for item in (wanted if isinstance(wanted, list) else [wanted])):
            found, why = Phrase(f"value.{absent.name.lower()}"), Both(reason["en"], reason["zh"])
            self.fail(Fault("E705.no_value", wanted=str(wanted), value=found, reason=why), *path)

    def _one(self, wanted: object, value: object, unit: Unit, path: Path) -> None:
        if isinstance(value, Decimal):
            self._number(wanted, value, unit, path)
        else:
            found = str(value.value if isinstance(value, Absent) else value)
            if str(wanted) != found:
                shown = Phrase(f"value.{value.name.lower()}") if isinstance(value, Absent) else found
                self.fail(Fault("E705.value", wanted=str(wanted), value=shown), *path)

    def _number(self, wanted: object, value: Decimal, unit: Unit, path: Path) -> None:
        try:
            number, given = amount(wanted) if isinstance(wanted, str) else (Decimal(str(wanted)), None)
        except NotAnAmount as error:
            self.fail(Fault("E705.amount", reason=error.reason), *path)
            return
        except ArithmeticError:
            self.fail(Fault("E705.no_number", text=str(wanted)), *path)
            return
        if given is not None and given.dimension != unit.dimension:
            self.fail(Fault("E705.unit", unit=str(given), due=str(unit)), *path)
            return
        limit = self.case.get("tolerance", DEFAULT_TOLERANCE)
        tolerance = Decimal(limit) if isinstance(limit, int | Decimal) else DEFAULT_TOLERANCE
        with localcontext(CONTEXT):
            number = convert(number, given, unit) if given is not None else number
            off = abs(value - number) > tolerance * abs(number)
        if off:
            fault = Fault("E705.number", wanted=f"{plain(number)} {unit}", value=f"{plain(value)} {unit}")
            self.fail(fault, *path)

    def _verdict(self, name: str, wanted: str, result: Result) -> None:
        verdict = next((v for v in result.verdicts if v.requirement == name), None)
        if verdict is None:
            near = nearest(name, [v.requirement for v in result.verdicts])
            self.fail(Fault("E705.no_requirement", name=name, nearest=near), "expect", "checks", name)
        elif verdict.verdict != wanted:
            reason = Both(verdict.reason["en"], verdict.reason["zh"])
            fault = Fault("E705.check", name=name, wanted=wanted, verdict=verdict.verdict, reason=reason)
            self.fail(fault, "expect", "checks", name)


def name_of(found: Diagnostic) -> str:
    """What a case calls an error that it expects: its code, or the path of a precondition that is not met."""
    return str(found.element) if found.code == NOT_MET else found.code


_NEVER_CALCULATED: Texts = ("never calculated, or always zero", "从未核算，或始终为零")
_NEVER_MET: Texts = ("never met", "从未满足")
_NEVER_REFUSED: Texts = ("never not met", "从未不满足")
_NEVER_ASKED: Texts = ("never met and never not met", "从未满足，也从未不满足")
_NEVER_SATISFIED: Texts = ("never satisfied", "从未满足")
_NEVER_BROKEN: Texts = ("never not satisfied", "从未不满足")
_NEVER_EITHER: Texts = ("never satisfied and never not satisfied", "从未满足，也从未不满足")


def coverage(program: Program, outcomes: list[CaseOutcome]) -> dict[str, Texts]:
    """What the cases leave untouched: element path → what was never seen, in both languages.

    A value counts when a case calculates it; a check counts when it came out both satisfied and not satisfied, a
    precondition when one case meets it and another is refused for it.
    """
    results = [o.result for o in outcomes if o.result is not None]
    left: dict[str, Texts] = {}
    for step in (*program.steps, *program.indicators):
        seen = [v for r in results for v in _cells(r.values.get(step.name))]
        if not any(isinstance(v, Decimal) and v != 0 for v in seen) and step.type.kind == "number":
            left[step.element.name] = _NEVER_CALCULATED
    for step in program.preconditions:
        is_met = any(outcome(r.inventory, r.values, step) == MET for r in results)
        is_broken = any(step.name in o.not_met for o in outcomes)
        if not (is_met and is_broken):
            left[step.name] = _NEVER_REFUSED if is_met else _NEVER_MET if is_broken else _NEVER_ASKED
    for requirement in program.requirements:
        if requirement.check is None:
            continue
        verdicts = {v.verdict for r in results for v in r.verdicts if v.requirement == requirement.id}
        if not verdicts & {"satisfied", "not_satisfied"}:
            left[requirement.element.name] = _NEVER_EITHER
        elif "satisfied" not in verdicts:
            left[requirement.element.name] = _NEVER_SATISFIED
        elif "not_satisfied" not in verdicts:
            left[requirement.element.name] = _NEVER_BROKEN
    return left


def _cells(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
