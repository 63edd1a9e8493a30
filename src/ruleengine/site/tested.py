"""What the tests beside a version look at, and what they leave untouched."""

from __future__ import annotations

from attrs import frozen

from ruleengine.check.cases import coverage, read_case_file, run_cases
from ruleengine.documents.view_types import Bilingual
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.source.paths import is_there


@frozen
class Case:
    """A test case: its name, what its numbers rest on (in one language, as it is written), and whether it passed."""

    name: str
    because: str
    passed: bool


@frozen
class Tested:
    """The cases of a version, and what they leave untouched: element and how."""

    cases: tuple[Case, ...]
    left: tuple[tuple[str, Bilingual], ...]

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(case.passed for case in self.cases)


def tested(library: Library, reference: Reference) -> Tested | None:
    """The cases beside a version, run; None where there are none. Raises `Refused`."""
    rules = library.path(reference)
    path = rules.with_name(f"{rules.stem}.tests.yaml")
    if not is_there(path):
        return None
    file = read_case_file(library, path)
    outcomes = list(run_cases(file))
    cases = []
    for outcome in outcomes:
        because = " ".join(str(file.cases[outcome.name].get("because", "")).split())
        cases.append(Case(outcome.name, because, not outcome.failures))
    left = coverage(file.program, outcomes)
    return Tested(tuple(cases), tuple((name, {"zh": zh, "en": en}) for name, (en, zh) in left.items()))
