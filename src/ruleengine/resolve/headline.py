"""Which emissions each part of the footprint adds up: by stage, species and the headline of the boundary."""

from __future__ import annotations

from collections.abc import Collection

from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.model import SPECIES, STAGES

#: Sums of all emissions and no removals, whatever the headline: of all stages, and of those before the gate.
GROSS = {"gross": STAGES, "gross_to_gate": ("raw_materials", "production")}


def headline(resolved: ResolvedRuleSet) -> tuple[str, ...]:
    """The species that total, stages and footprint per unit add up: all, unless the boundary names some."""
    boundary = resolved.singles.get("boundary")
    named = boundary.fields.get("headline") if boundary else None
    return tuple(s for s in SPECIES if s in named) if isinstance(named, list) else SPECIES


def adds_up(part: str, stage: object, species: object, counted: Collection[str]) -> bool:
    """Whether `part` of the footprint has the emissions of a stage and species; `counted` is the headline."""
    if part in SPECIES:
        return species == part
    if part in GROSS:
        return species != "biogenic_removal" and stage in GROSS[part]
    return species in counted and (part not in STAGES or stage == part)
