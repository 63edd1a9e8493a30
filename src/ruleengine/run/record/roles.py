"""What the roles of a result come to: the emissions of one added up, the value of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ruleengine.formula.units import unit
from ruleengine.inventory.model import NOT_APPLICABLE
from ruleengine.ruleset.roles import ROLES
from ruleengine.run.agreement import total
from ruleengine.run.record.record import Emission, Figure, RecordedValue, RoleValue


def role_values(
    emissions: Mapping[str, Emission],
    quantities: Mapping[str, Figure],
    indicators: Mapping[str, Figure],
    reference_flow: Decimal,
) -> dict[str, RoleValue]:
    """Role → what it comes to, in the order of `ROLES`; roles that no element has are left out."""
    found: dict[str, RoleValue] = {}
    for role in ROLES:
        emitted = {f"emissions.{k}": e for k, e in emissions.items() if e.role == role}
        if emitted:
            values, units = [e.value for e in emitted.values()], [e.unit for e in emitted.values()]
            each = [e.per_unit for e in emitted.values()]
            found[role] = RoleValue(tuple(emitted), added_up(values), added_up(each), units[0])
        for section, figures in (("quantities", quantities), ("indicators", indicators)):
            for name, figure in figures.items():
                if figure.role == role and figure.value is not None and figure.unit is not None:
                    per_unit = _per_unit(figure.value, figure.unit, reference_flow)
                    found[role] = RoleValue((f"{section}.{name}",), figure.value, per_unit, figure.unit)
    return found


def added_up(values: Iterable[RecordedValue]) -> RecordedValue:
    """The sum of those emissions that are applicable; not applicable where none is."""
    amounts = [value for value in values if isinstance(value, Decimal)]
    return total(amounts) if amounts else NOT_APPLICABLE


def _per_unit(value: RecordedValue, named: str, reference_flow: Decimal) -> RecordedValue:
    """A value for the unit of analysis; plain numbers, shares and ratings, are the same for any amount."""
    return value * reference_flow if isinstance(value, Decimal) and unit(named).dimension else value
