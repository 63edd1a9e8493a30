"""Rounding after GB/T 8170-2008: half to even, one step, at the end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ruleengine.figures import round_places, round_significant
from ruleengine.run.agreement import settled, settled_for


def round_as(value: Decimal, rule: Mapping[str, object]) -> Decimal:
    """The value rounded as a rule set's `rounding` says (`places` or `significant`; three significant digits else)."""
    places, significant = rule.get("places"), rule.get("significant")
    if isinstance(places, int):
        return round_places(settled_for(value, places), places)
    return round_significant(settled(value), significant if isinstance(significant, int) else 3)
