"""Products refused for the same preconditions: some of each kind are explained, the others are refused as these are.

A product of which a precondition is not met is refused for its preconditions and nothing else, so that the kernel knows
the reasons of all of which nothing is doubtful; the exact evaluator adds the words and values, which take long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ruleengine.arrays.arrays import Integers, Truths
from ruleengine.arrays.kernel import CalculatedProducts
from ruleengine.portfolio.batch.decisions import Decision
from ruleengine.portfolio.batch.undecided import preconditions_not_met
from ruleengine.portfolio.rejects import in_short
from ruleengine.program.program import Program

#: Some products (by place) that are explained, and others that are refused for the same preconditions.
Alike = tuple[Integers, Integers]


def refused_alike(
    program: Program, found: CalculatedProducts, certain: Truths, explained: int
) -> list[Alike]:
    """The products that break the same preconditions, where more than `explained` do: so many, and the others.

    Only those that are `certain`: what is doubtful is for the exact evaluator to say.
    """
    broken = preconditions_not_met(program, found)
    kinds = np.zeros(found.products.size, np.int64)
    refused = np.zeros(found.products.size, np.bool_)
    for here in broken.values():
        kinds = np.unique(kinds * 2 + here, return_inverse=True)[1]
        refused |= here
    wanted = refused & certain
    members = [np.flatnonzero(wanted & (kinds == kind)) for kind in np.unique(kinds[wanted])]
    return [(m[:explained], m[explained:]) for m in members if len(m) > explained]


def decision_of_others(explained: Sequence[Decision]) -> Decision | None:
    """What the others come to: the reasons of those explained without words; None where these do not agree."""
    if any(d.row is not None for d in explained):
        return None
    reasons = {in_short(d.reasons) for d in explained}
    return Decision(None, reasons.pop()) if len(reasons) == 1 else None
