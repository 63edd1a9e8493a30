"""The array kernel against the exact evaluator, on generated rule sets and inventories."""

from __future__ import annotations

from hypothesis import given, settings

from ruleengine.arrays.arrays import ABSENT_MISSING, FAILED, PRESENT, products_of
from ruleengine.arrays.kernel import calculate_arrays
from ruleengine.diagnostics import Refused
from ruleengine.run.exact import calculate
from ruleengine.run.result import run
from tests.examples import examples
from tests.generated.bounds import Bounds, Unsure
from tests.generated.comparing import (
    LOST,
    Cell,
    cells,
    compiled,
    differences,
    names,
    of_kernel,
    read,
    states,
    verdict,
)
from tests.generated.rule_sets import Generated, generated

#: How many examples, and which, is said by the profile of the run.
CHECKED = examples(slow=True)


@CHECKED
@given(generated())
def test_same_numbers_and_same_states(case: Generated) -> None:
    program = compiled(case)
    assert list(differences(program, read(program, case), {})) == []


@CHECKED
@given(generated())
def test_same_verdicts_and_same_refusals(case: Generated) -> None:
    program = compiled(case)
    products = read(program, case)
    found = calculate_arrays(program, products_of(program, products))
    for index, item in enumerate(products):
        exact = calculate(program, item)
        bounds = Bounds(program, item, exact)
        if Unsure in bounds.known.values():
            continue
        seen = {n: cells(program, found, n, index) for n in names(program, exact)}
        needed = {n: v for n, v in seen.items() if n in program.needed}
        failed = FAILED in {c.state for v in needed.values() for c in _flat(v)}
        absent = any(seen[s.name].state == ABSENT_MISSING for s in program.emissions)
        flow = seen["reference_flow"]
        lacking = any(
            c.state == PRESENT and not c.value for s in program.preconditions for c in _flat(seen[s.name])
        )
        refused = failed or absent or lacking or not (isinstance(flow, Cell) and flow.state == PRESENT)
        try:
            result = run(program, item)
        except Refused:
            assert refused
            continue
        assert not refused
        for requirement, told in zip(program.requirements, result.verdicts, strict=True):
            conditions = (s.name if s else None for s in (requirement.applies, requirement.check))
            assert told.verdict == verdict(*(of_kernel(program, found, n, index) for n in conditions))


@CHECKED
@given(generated())
def test_what_the_kernel_does_not_doubt_is_as_the_exact_evaluator_has_it(case: Generated) -> None:
    program = compiled(case)
    products = read(program, case)
    found = calculate_arrays(program, products_of(program, products))
    for index, item in enumerate(products):
        if found.doubtful[index]:
            continue
        exact = calculate(program, item)
        seen = {n: cells(program, found, n, index) for n in names(program, exact)}
        for name, got in seen.items():
            shown = tuple(c.state for c in got) if isinstance(got, tuple) else got.state
            if FAILED not in {c.state for c in _flat(got)}:
                assert states(exact.values[name]) == shown
        for step in (s for r in program.requirements for s in (r.applies, r.check) if s and s.name in seen):
            wanted = exact.values.get(step.name)
            assert not isinstance(wanted, bool) or of_kernel(program, found, step.name, index) in (
                wanted,
                LOST,
            )


def _flat(item: Cell | tuple[Cell, ...]) -> tuple[Cell, ...]:
    return item if isinstance(item, tuple) else (item,)


def test_most_of_what_is_generated_is_compared() -> None:
    counts: dict[str, int] = {}

    @settings(CHECKED, max_examples=30, derandomize=True)
    @given(generated())
    def gather(case: Generated) -> None:
        program = compiled(case)
        list(differences(program, read(program, case), counts))

    gather()
    assert counts["sure"] > 400
    assert counts.get("unsure", 0) < 0.1 * counts["sure"]
