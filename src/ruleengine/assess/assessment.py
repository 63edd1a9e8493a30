"""An assessment: inventory, result, findings and the facts of the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from attrs import evolve, field, frozen

from ruleengine.assess.checking import check_assessment, check_values
from ruleengine.assess.findings import Finding, findings_of
from ruleengine.assess.log import LogStep, log_of
from ruleengine.assess.verification import Conclusion, Verification, conclusion_of, verification_of
from ruleengine.assess.verified_values import VerifiedValue, verified_values_of
from ruleengine.diagnostics import Diagnostic, Refused, Report
from ruleengine.inventory.model import Inventory
from ruleengine.pipeline import product_of, program_of
from ruleengine.portfolio.reading.inventories import one_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.run.result import Result
from ruleengine.source.checked import read_checked
from ruleengine.source.document import Document
from ruleengine.source.paths import beside, is_inside, resolved
from ruleengine.source.wording import shown_text


@frozen
class Assessment:
    """One product's verification as far as it has come; `warnings` were told when it was read and calculated.

    `findings` are those that say what was found: a requirement whose finding is empty is not assessed. `values` are
    what was found of values of the inventory, by their names.
    """

    id: str
    program: Program
    result: Result
    declaration: Mapping[str, object]
    findings: Mapping[str, Finding]
    document: Document
    warnings: tuple[Diagnostic, ...] = ()
    verification: Verification | None = None
    values: Mapping[str, VerifiedValue] = field(factory=dict)
    conclusion: Conclusion | None = None
    log: tuple[LogStep, ...] = ()
    inventory_path: FilePath = FilePath()


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
    check_values(document, program, result.inventory.document, report)
    report.stop_on_errors()
    result = evolve(result, inventory=with_product(result.inventory, document, report))
    report.stop_on_errors()
    told = tuple(report.items)
    assessment = Assessment(
        str(data["assessment"]), program, result, as_map(data.get("declaration")), findings_of(data, program),
        document, told, verification_of(data), verified_values_of(data), conclusion_of(data), log_of(data),
        target,
    )  # fmt: skip
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
