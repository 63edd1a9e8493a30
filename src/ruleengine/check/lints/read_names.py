"""What conditions rest on, through the quantities between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ruleengine.program.program import Program, Step
from ruleengine.resolve.closures import Closures


def not_read(
    program: Program, checks: Mapping[str, Iterable[Step]], named: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """For each element, those of the names it names, tables too, on which its conditions (`checks`) do not rest.

    Each formula is looked at once, however many conditions rest on it.
    """
    if not named:
        return {}
    uses = {step.name: _read(step) for step in program.figures()}
    uses |= {_of(e): tuple(v for step in checks[e] for v in _read(step)) for e in named}
    for used in [*uses.values(), *named.values()]:
        uses |= {name: () for name in used if name not in uses}
    closures = Closures(uses, [*dict.fromkeys(name for names in named.values() for name in names)])
    return {e: tuple(n for n in names if not closures.leads_to(_of(e), n)) for e, names in named.items()}


def _read(step: Step) -> tuple[str, ...]:
    """The values that a formula reads, and the tables that they stand in or that it looks at the rows of."""
    tables = [name.partition(".")[0] for name in step.values if "." in name]
    return tuple(dict.fromkeys((*step.values, *tables, *step.tables)))


def _of(element: str) -> str:
    """A name of its own for what an element rests on, beside those of values."""
    return f"check of {element}"
