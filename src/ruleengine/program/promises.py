"""Elements that a base names without a formula, for categories to give: their types, and who does not keep them."""

from __future__ import annotations

from ruleengine.diagnostics import Related, Report
from ruleengine.formula.typed import Type
from ruleengine.formula.units import NONE, Unit
from ruleengine.program.inputs import read_unit
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet


def promised_type(
    element: ResolvedElement, resolved: ResolvedRuleSet, broken: set[str], report: Report
) -> Type:
    """The declared type of an element without a formula, which is told (E506) in a rule set that is not abstract.

    An element whose unit is not known joins the `broken` names.
    """
    declared = read_unit(element.fields.get("unit", "kgCO2e"), element.place("unit"), element, report)
    if declared is None:
        broken.add(element.id)
    if not resolved.own.abstract:
        own, origin = resolved.own, element.origins[0]
        is_own = element.origins[-1] == own.reference
        asked = resolved.rule_set(origin).elements[element.name].place()
        report.tell(
            "E506.own" if origin == own.reference else "E506.promise",
            element.place() if is_own else own.document.place(("ruleset",)),
            element=element.name,
            clause=element.clause,
            related=() if origin == own.reference else (Related("declared", asked),),
            ruleset=str(own.reference),
            name=element.id,
            path=element.name,
            base=str(origin),
        )
    return Type("number", declared or NONE)


def keeps_promise(
    element: ResolvedElement, declared: Unit, resolved: ResolvedRuleSet, report: Report
) -> bool:
    """Whether the unit is of the dimension in which a base asks for the element, where one does."""
    asked = resolved.rule_set(element.origins[0]).elements[element.name]
    if len(element.origins) == 1 or "formula" in asked.fields or "unit" not in asked.fields:
        return True
    promised = read_unit(asked.fields["unit"], asked.place("unit"), element, report)
    if promised is None or declared.dimension == promised.dimension:
        return promised is not None
    report.tell(
        "E513.promise",
        element.place("unit"),
        element=element.name,
        clause=element.clause,
        related=(Related("declared", asked.place("unit")),),
        base=str(element.origins[0]),
        name=element.id,
        unit=str(declared),
        promised=str(promised),
    )
    return False
