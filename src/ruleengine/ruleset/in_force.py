"""From when to when a version applies: what its file says of the standard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ruleengine.diagnostics import Phrase
from ruleengine.ruleset.model import FactorTable, RuleSet


def in_force(item: RuleSet | FactorTable, on: date) -> bool:
    """Whether a rule set applies on a date; factor tables are not bound to dates."""
    if isinstance(item, FactorTable):
        return True
    effective, withdrawn = _dates(item)
    started = effective is not None and effective <= on.isoformat()
    return started and (withdrawn is None or on.isoformat() < withdrawn)


def period(item: RuleSet | FactorTable) -> Phrase:
    """From when to when a version applies, in words."""
    effective, withdrawn = _dates(item) if isinstance(item, RuleSet) else (None, None)
    version = str(item.reference.version)
    if effective is None:
        return Phrase("period.none", version=version)
    if withdrawn is None:
        return Phrase("period.since", version=version, first=effective)
    return Phrase("period.between", version=version, first=effective, end=withdrawn)


def _dates(item: RuleSet) -> tuple[str | None, str | None]:
    """When the standard of a rule set takes effect and is withdrawn, as far as that is said."""
    standard = item.header.get("standard")
    facts = standard if isinstance(standard, Mapping) else {}
    effective, withdrawn = facts.get("effective"), facts.get("withdrawn")
    return (str(effective) if effective else None), (str(withdrawn) if withdrawn else None)
