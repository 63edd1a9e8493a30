"""An assessment: inventory, result, findings and the facts of the declaration; and what stands against declaring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath

from attrs import evolve, frozen

from ruleengine.diagnostics import Both, Diagnostic, Phrase, Refused, Related, Report, nearest
from ruleengine.inventory.from_document import check_period, check_texts
from ruleengine.inventory.model import Inventory
from ruleengine.inventory.product import check_product
from ruleengine.pipeline import product_of, program_of
from ruleengine.portfolio.reading.inventories import one_of
from ruleengine.program.inputs import as_map
from ruleengine.program.preconditions import words_of
from ruleengine.program.program import Program
from ruleengine.program.texts import with_parameters
from ruleengine.resolve.aliases import present_path
from ruleengine.resolve.hashes import element_hashes
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from ruleengine.run.verdicts import MANUAL, NOT_EVALUATED, NOT_SATISFIED
from ruleengine.source.checked import read_checked
from ruleengine.source.document import Document
from ruleengine.source.paths import beside, is_inside, resolved
from ruleengine.source.wording import shown_text


@frozen
class Assessment:
    """One product's verification as far as it has come; `warnings` were told when it was read and calculated.

    `findings` are those that say what was found: a requirement whose finding is empty is not assessed.
    """

    id: str
    program: Program
    result: Result
    declaration: Mapping[str, object]
    findings: Mapping[str, Mapping[str, object]]
    document: Document
    warnings: tuple[Diagnostic, ...] = ()


def read_assessment(
    path: FilePath, library: Library, product: str | None = None
) -> tuple[Assessment, tuple[Diagnostic, ...]]:
    """Read an assessment file, calculate its inventory; the assessment and the warnings. Raises `Refused`."""
    report = Report()
    document = read_checked(path, "assessment", library.shown(path))
    data = as_map(document.data)
    place = document.place(("ruleset",))
    program = program_of(library, str(data["ruleset"]), place=place)
    check_assessment(document, program, report)
    target = inventory_beside(document, path, report)
    if target is None:
        raise Refused(report.items)
    shown = library.shown(target)
    result = product_of(
        program, one_of(target, program, product, shown), report, shown, wanted=product
    ).result
    report.stop_on_errors()
    result = evolve(result, inventory=with_product(result.inventory, document, report))
    report.stop_on_errors()
    judged = {_present_id(k, program) or k: f for k, f in _findings(data).items()}
    findings = {k: f for k, f in judged.items() if f.get("finding") is not None}
    declaration = as_map(data.get("declaration"))
    told = tuple(report.items)
    assessment = Assessment(str(data["assessment"]), program, result, declaration, findings, document, told)
    return assessment, told


def with_product(inventory: Inventory, document: Document, report: Report) -> Inventory:
    """The inventory with what an assessment says of product and period, of one that cannot say it itself.

    A portfolio of CSV names a product by its id alone. What is said twice and otherwise is told (E612).
    """
    data = as_map(document.data)
    named = {"zh": inventory.id, "en": inventory.id}
    given = {k: v for k, v in inventory.product.items() if k != "name" or v != named}
    beside = as_map(data.get("product"))
    period = {k: str(v) for k, v in as_map(data.get("period")).items()}
    twice = [("product", k) for k in beside if k in given and given[k] != beside[k]]
    twice += [("period", k) for k in period if inventory.period.get(k, period[k]) != period[k]]
    for path in twice:
        report.tell("E612.said_otherwise", document.place(path), name=".".join(path))
    product = {**inventory.product, **beside} if beside else inventory.product
    return evolve(inventory, product=product, period={**period, **inventory.period})


def inventory_beside(document: Document, path: FilePath, report: Report) -> FilePath | None:
    """The file of the inventory that an assessment at `path` names; None and E101 for one that lies elsewhere.

    Who sends an assessment names no file of ours: only those in its own folder, in the folder above, and below both.
    """
    name = str(as_map(document.data)["inventory"])
    target = beside(path.parent, name)
    if is_inside(target, resolved(path.parent).parent):
        return target
    report.tell("E101.outside", document.place(("inventory",)), name=shown_text(name))
    return None


def check_assessment(document: Document, program: Program, report: Report) -> None:
    """Check what an assessment of the right shape says itself: texts, findings, dates (E601, E612, E613)."""
    data = as_map(document.data)
    check_texts(document, report)
    check_product(document, report)
    _check_findings(_findings(data), program, document, report)
    _check_dates(as_map(data.get("declaration")), program, document, report)
    check_period(document, {k: str(v) for k, v in as_map(data.get("period")).items()}, report)


def _findings(data: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    return {k: as_map(v) for k, v in as_map(data.get("findings")).items()}


def _present_id(name: str, program: Program) -> str | None:
    """What a requirement with a retired id is called now."""
    path = present_path(program.resolved, f"requirements.{name}")
    return None if path is None else path.partition(".")[2]


def _check_findings(
    findings: Mapping[str, Mapping[str, object]], program: Program, document: Document, report: Report
) -> None:
    known = [r.id for r in program.requirements]
    for name in findings:
        now = None if name in known else _present_id(name, program)
        if now is not None:
            key = "E601.renamed_twice" if now in findings else "W649.requirement"
            report.tell(
                key, document.key_place(("findings", name)), name=name, now=now,
                reference=str(program.resolved.reference),
            )  # fmt: skip
        elif name not in known:
            place = document.key_place(("findings", name))
            report.tell(
                "E601.requirement", place, reference=str(program.resolved.reference), name=shown_text(name),
                known=tuple(known), nearest=nearest(name, known),
            )  # fmt: skip


def _check_dates(
    declaration: Mapping[str, object], program: Program, document: Document, report: Report
) -> None:
    dates: dict[str, date] = {}
    for name in ("date", "valid_until"):
        if name in declaration:
            try:
                dates[name] = date.fromisoformat(str(declaration[name]))
            except ValueError:
                place = document.place(("declaration", name))
                report.tell("E612.date", place, text=shown_text(str(declaration[name])))
    if len(dates) == 2 and dates["valid_until"] < dates["date"]:
        place = document.place(("declaration", "valid_until"))
        first, last = dates["date"].isoformat(), dates["valid_until"].isoformat()
        report.tell("E612.declaration", place, first=first, last=last)
    if "date" in dates:
        _check_standards(dates["date"], program, document, report)


def _check_standards(declared: date, program: Program, document: Document, report: Report) -> None:
    """Nothing is declared by a standard before the day from which it applies; where none is known, before its issue."""
    for rule_set in reversed(program.resolved.chain):
        standard = as_map(rule_set.header.get("standard"))
        name = "effective" if "effective" in standard else "issued"
        if name in standard and declared < date.fromisoformat(str(standard[name])):
            report.tell(
                "E612.before_effective" if name == "effective" else "E612.before_issued",
                document.place(("declaration", "date")),
                related=(Related("declared", rule_set.document.place(("standard", name))),),
                date=declared.isoformat(), day=str(standard[name]),
                standard=str(standard.get("number", rule_set.reference)),
            )  # fmt: skip


def obstacles(assessment: Assessment) -> list[Diagnostic]:
    """Everything that stands against a declaration.

    What the inventory does not say of the product, preconditions that could not be evaluated, `shall` checks that are
    not satisfied, open nonconformities, and findings on requirements that have changed since, or of which it is not
    known whether they have.
    """
    report = Report()
    _tell_lacking(assessment, report)
    _tell_preconditions(assessment, report)
    _tell_checks(assessment, report)
    _tell_findings(assessment, report)
    return report.items


def _tell_lacking(assessment: Assessment, report: Report) -> None:
    """A declaration names object, maker, model and period of the data, which an inventory may leave out."""
    inventory = assessment.result.inventory
    said = {f"product.{name}": inventory.product.get(name) for name in ("name", "model", "manufacturer")}
    lacking = tuple(name for name, value in {**said, "period": inventory.period}.items() if not value)
    if lacking:
        report.tell("E801.lacking", inventory.document.key_place(("product",)), lacking=lacking)


def _tell_preconditions(assessment: Assessment, report: Report) -> None:
    program, reasons = assessment.program, assessment.result.reasons
    for step in program.preconditions:
        if step.name in reasons:
            element, reason = step.element, reasons[step.name]
            report.tell(
                "E801.precondition", element.place("check"), element=element.name, clause=element.clause,
                name=element.id, due=words_of(program, step), reason=Both(reason["en"], reason["zh"]),
            )  # fmt: skip


def _tell_checks(assessment: Assessment, report: Report) -> None:
    program, result = assessment.program, assessment.result
    for requirement, verdict in zip(program.requirements, result.verdicts, strict=True):
        element, applies = requirement.element, requirement.applies
        if verdict.verb == "shall" and verdict.verdict in (NOT_SATISFIED, NOT_EVALUATED):
            asked = "check" if applies is None or result.values.get(applies.name) is True else "applies"
            text = as_map(element.fields.get("text"))
            due = Both(
                with_parameters(program, str(text.get("en"))), with_parameters(program, str(text.get("zh")))
            )
            report.tell(
                "E801.check", element.place(asked), element=element.name, clause=element.clause,
                requirement=verdict.requirement, verdict=Phrase(f"verdict.{verdict.verdict}"), due=due,
                reason=Both(verdict.reason["en"], verdict.reason["zh"]),
            )  # fmt: skip


def _tell_findings(assessment: Assessment, report: Report) -> None:
    """What a finding says counts only for the requirement as it was judged: its hash has to be that of today."""
    resolved = assessment.program.resolved
    hashes = element_hashes(resolved, [f"requirements.{name}" for name in assessment.findings])
    for name, finding in assessment.findings.items():
        element = resolved.elements[f"requirements.{name}"]
        place, now = assessment.document.key_place(("findings", name)), hashes[element.name]
        if finding.get("judged") != now:
            key = "E801.judged_before" if "judged" in finding else "E801.judged_unknown"
            report.tell(
                key, place, element=element.name, clause=element.clause,
                related=(Related("declared", element.place()),), requirement=name, now=now,
            )  # fmt: skip
        elif finding.get("finding") in ("major", "minor"):
            kind = Phrase(f"finding.{finding['finding']}")
            report.tell(
                "E801.finding",
                place,
                element=element.name,
                clause=element.clause,
                requirement=name,
                kind=kind,
            )


def not_assessed(assessment: Assessment) -> tuple[str, ...]:
    """The requirements with `shall` that only a verifier can judge and of which the assessment says nothing."""
    return tuple(
        v.requirement
        for v in assessment.result.verdicts
        if v.verb == "shall" and v.verdict == MANUAL and v.requirement not in assessment.findings
    )


def refuse_unless_declarable(assessment: Assessment) -> None:
    """Raise `Refused` with the list of reasons while the product may not be declared."""
    found = obstacles(assessment)
    if found:
        raise Refused(found)
