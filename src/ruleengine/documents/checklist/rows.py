"""What the rows of requirements have for verifiers: the activity that judges each, the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from attrs import field, frozen

from ruleengine.documents.checklist.sheet_types import ActivityWord
from ruleengine.program.program import Program, Requirement
from ruleengine.resolve.hashes import element_hashes

#: Activities in the order in which a verification comes to them, with the methods that ask for each.
ACTIVITIES: dict[ActivityWord, frozenset[str]] = {
    "desk_review": frozenset(),
    "site_visit": frozenset({"site_observation", "measurement_witness", "sampling"}),
    "interview": frozenset({"interview"}),
}
_PARTS = re.compile(r"\d+|[^\d.]+")


@frozen(eq=False)
class _SameProgram:
    """A program as a key: the very same one, whatever it says."""

    program: Program = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameProgram) and other.program is self.program

    def __hash__(self) -> int:
        return id(self.program)


@lru_cache(maxsize=4)
def _hashes(key: _SameProgram) -> dict[str, str]:
    program = key.program
    found = element_hashes(program.resolved, [r.element.name for r in program.requirements])
    return {r.id: found[r.element.name] for r in program.requirements}


def requirement_hashes(program: Program) -> dict[str, str]:
    """The hash of each requirement, which a finding names as `judged`; kept for the next product of the rule set."""
    return _hashes(_SameProgram(program))


def activity_of(methods: object) -> ActivityWord:
    """The activity in which a requirement is judged: on site where any method needs to be there, else by talking."""
    listed = frozenset(methods) if isinstance(methods, list) else frozenset()
    on_site, interview = ACTIVITIES["site_visit"], ACTIVITIES["interview"]
    return "site_visit" if listed & on_site else "interview" if listed & interview else "desk_review"


def by_clause(requirements: Iterable[Requirement]) -> Sequence[Requirement]:
    """Requirements in the order of their clauses: 6.2 before 6.10, those without a clause last."""
    return sorted(requirements, key=lambda r: _clause_key(r.element.clause))


def _clause_key(clause: str | None) -> tuple[bool, list[tuple[bool, int, str]]]:
    parts = _PARTS.findall(clause or "")
    return not parts, [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts]
