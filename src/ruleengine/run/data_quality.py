"""The quality of the data by dimension: the combined rating, were each source scored on one dimension alone.

The rule set says how a rating is combined (role `data-quality`): which rows count, by what weight, and what numbers
without a source or from factor tables have. The same formulas with the scores of a dimension in place of those of the
others give the rating of that dimension; the mean of the four is the combined one where its formula takes their mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import localcontext

from ruleengine.inventory.model import NOT_EVALUATED, Inventory
from ruleengine.program.number_sources import SOURCES
from ruleengine.program.program import Program, Step
from ruleengine.run.exact import CONTEXT, Evaluator
from ruleengine.run.values import Calculated

#: The dimensions that are told, columns of `data_sources`.
DIMENSIONS = ("technology", "geography", "time")
#: All scores of a source, of which a dimension takes the place.
_SCORES = (*DIMENSIONS, "precision")


def rating(program: Program) -> Step | None:
    """The indicator or quantity that is the combined rating; None where the rule set has none."""
    return next((s for s in program.all_steps() if s.element.text("role") == "data-quality"), None)


def quality_by_dimension(
    program: Program, inventory: Inventory, values: Mapping[str, Calculated]
) -> dict[str, Calculated] | None:
    """Dimension → rating; None where no rating rests on scores of all of them."""
    combined, table = rating(program), program.tables.get(SOURCES)
    if combined is None or table is None or not set(DIMENSIONS) <= table.columns.keys():
        return None
    scores = [f"{SOURCES}.{name}" for name in _SCORES if name in table.columns]
    steps = tuple(_behind(program, combined, frozenset(scores)))
    if combined not in steps or any(name not in values for name in scores):
        return None
    found: dict[str, Calculated] = {}
    for dimension in DIMENSIONS:
        own = dict.fromkeys(scores, values[f"{SOURCES}.{dimension}"])
        kept = {name: value for name, value in values.items() if all(name != s.name for s in steps)}
        with localcontext(CONTEXT):
            evaluator = Evaluator(program, inventory, {**kept, **own})
            for step in steps:
                evaluator.step(step)
        found[dimension] = evaluator.values.get(combined.name, NOT_EVALUATED)
    return found


def _behind(program: Program, combined: Step, scores: frozenset[str]) -> Iterator[Step]:
    """The steps between scores and rating, in their order: what the scores change and the rating rests on."""
    changed: set[str] = set(scores)
    following = []
    for step in program.all_steps():
        if changed.intersection(step.values):
            changed.add(step.name)
            following.append(step)
    wanted = {combined.name}
    for step in reversed(following):
        if step.name in wanted:
            wanted.update(step.values)
    return (step for step in following if step.name in wanted)
