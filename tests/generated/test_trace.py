"""A trace says what the evaluator says, and what is told of a result or of missing data stems from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import localcontext

from hypothesis import given

from ruleengine.diagnostics import Refused
from ruleengine.formula import typed as t
from ruleengine.inventory.model import MISSING
from ruleengine.program.program import Program, Step, when_name
from ruleengine.run.exact import CONTEXT, Evaluator, calculate
from ruleengine.run.explain import Line, explanation
from ruleengine.run.missing import missing_inputs
from ruleengine.run.result import run
from ruleengine.run.trace import Trace, Traced
from ruleengine.run.values import CalculationError, Unusable
from tests.examples import examples
from tests.generated.comparing import asked, compiled, read
from tests.generated.rule_sets import Generated, generated


def traces(case: Generated) -> Iterator[tuple[Trace, Evaluator]]:
    """The trace of each inventory, and an evaluator that starts from the same values."""
    program = compiled(case)
    for inventory in read(program, case):
        values = calculate(program, inventory).values
        fresh = Evaluator(program, inventory, values)
        fresh.failed = {s.name for s in program.all_steps() if s.name not in values}
        yield Trace(program, inventory, values), fresh


def evaluated(evaluator: Evaluator, node: t.Typed, row: int | None) -> object:
    """What the evaluator makes of a part; None where it has no value."""
    try:
        return evaluator.evaluate(node, row)
    except (CalculationError, Unusable):
        return None


@examples(slow=True)
@given(generated(most=2))
def test_traced_values_are_those_of_the_evaluator(case: Generated) -> None:
    with localcontext(CONTEXT):
        for trace, evaluator in traces(case):
            for step in asked(trace.program, trace.values):
                found = tuple(part.value for part in trace.of_step(step))
                whole = trace.values.get(step.name)
                if None not in found:
                    assert whole == (found if step.type.table else found[0])
                else:
                    assert whole is None
                for part in {id(p): p for top in trace.of_step(step) for p in top.walk()}.values():
                    assert part.value == evaluated(evaluator, part.node, part.row)
                    _has_what_was_evaluated(part, evaluator)


def _has_what_was_evaluated(part: Traced, evaluator: Evaluator) -> None:
    """The side taken, the parts up to the one that decided, the rows kept."""
    node = part.node
    nodes = [p.node for p in part.parts]
    match node:
        case t.Select():
            condition = part.parts[0].value
            taken = {True: [node.then], False: [node.otherwise]}.get(condition, [])
            assert nodes == [node.condition, *taken]
        case t.Connect():
            values = [p.value for p in part.parts]
            decisive = node.operator == "or"
            stops = [v is decisive or v is None for v in values]
            assert nodes == list(node.operands[: len(nodes)])
            assert True not in stops[:-1]
            assert stops[-1] or len(nodes) == len(node.operands)
        case t.Aggregate():
            assert nodes == []
            for row in part.rows:
                at = row.index if node.where is not None and node.where.type.table else part.row
                kept = node.where is None or evaluated(evaluator, node.where, at) is True
                assert row.kept == kept
            if node.by is None and node.table not in evaluator.inventory.missing_tables:
                assert [r.index for r in part.rows] == list(
                    range(len(evaluator.inventory.tables[node.table]))
                )
        case t.Constant() | t.Value():
            assert nodes == []


def behind(trace: Trace, step: Step, seen: set[str], *, unasked: bool = False) -> Iterator[Traced]:
    """All that was evaluated for a step, itself and the steps it came upon.

    With `unasked` also the weights of kept rows, which are not asked for where the value of the row is missing.
    """
    if step.name in seen:
        return
    seen.add(step.name)
    for top in trace.of_step(step):
        for part in top.walk():
            yield part
            if unasked and isinstance(part.node, t.Aggregate) and part.node.weight is not None:
                for index in (row.index for row in part.rows if row.kept):
                    yield from trace.of(part.node.weight, index).walk()
            inner = trace.program.step(part.node.name) if isinstance(part.node, t.Value) else None
            if inner is not None:
                yield from behind(trace, inner, seen, unasked=unasked)


@examples(slow=True)
@given(generated(most=2))
def test_what_is_called_missing_is_missing_in_the_trace(case: Generated) -> None:
    """And nothing is called missing but where something is."""
    with localcontext(CONTEXT):
        for trace, _ in traces(case):
            for step in trace.program.all_steps():
                told = missing_inputs(trace, step)
                assert bool(told) == any(part.value is MISSING for part in trace.of_step(step))
                assert {m.name for m in told} <= set(_missing(behind(trace, step, set(), unasked=True)))


def _missing(parts: Iterable[Traced]) -> Iterator[str]:
    for part in parts:
        if part.value is MISSING:
            match part.node:
                case t.Value(name=name):
                    yield name
                case t.Find(table=table, column=column):
                    yield f"{table}.{column}"
                case t.Aggregate(table=table):
                    yield table


@examples(slow=True)
@given(generated(most=2))
def test_what_an_explanation_names_was_come_upon_and_all_of_that_is_named(case: Generated) -> None:
    program = compiled(case)
    for inventory in read(program, case):
        try:
            result = run(program, inventory)
        except Refused:
            continue
        told = {_named(line.title) for line in _lines(explanation(result))}
        with localcontext(CONTEXT):
            found = set(_come_upon(program, Trace(program, inventory, result.values)))
        single = {*program.fields, *program.parameters, *(s.name for s in program.steps)}
        assert told & single == found & single


def _named(title: str) -> str:
    """The name that a title tells; that of a condition by the element or table it is of."""
    of = title.removeprefix("the condition (`when`) of ")
    name = of.partition(" ")[0]
    return name if of == title else when_name(name)


def _come_upon(program: Program, trace: Trace) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [*program.emissions, program.reference_flow]
    while waiting:
        step = waiting.pop()
        assert step is not None
        yield step.name
        for part in behind(trace, step, seen):
            # A column that is folded is named even where no row of it is kept: the sum of nothing is a sum of it.
            folded = part.node.argument if isinstance(part.node, t.Aggregate) else None
            for node in (part.node, folded):
                if isinstance(node, t.Value):
                    yield node.name
            if isinstance(folded, t.Value) and program.step(folded.name) is not None:
                waiting.append(program.step(folded.name))


def _lines(node: Line) -> Iterator[Line]:
    yield node
    for part in node.parts:
        yield from _lines(part)
