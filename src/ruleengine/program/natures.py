"""The natures of factors, followed through the formulas: what covers a life cycle and what covers direct emissions only
is never mixed silently.

A value has the factors that its formula reads, a sum those of all its parts. Columns of look-up tables, inputs and
parameters say their nature; of those that say none it is not known. The direct and the upstream factor of one row of a
table, added up, make up a life cycle; a characterization factor turns an emission into another unit and has no
nature to mix. Shares, which have no unit, have none either, and what a value is divided by does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from attrs import define, evolve, field, frozen

from ruleengine.diagnostics import Diagnostic, Excerpt, Fact, Phrase, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.formula import typed as t
from ruleengine.formula.words import on_one_line
from ruleengine.program.program import Program, Step
from ruleengine.resolve.resolved import ResolvedElement

#: Steps whose formulas are followed. Of the footprint its total: what a stage adds up, the total adds up as well.
_NUMBERS = ("quantity", "emission", "footprint", "indicator")
_ORDER = ("life-cycle", "direct", "upstream")


@frozen(order=True)
class Factor:
    """A factor and its nature: a column of a table, or an input or parameter, which has no `column`.

    `keys` say which rows are read: the keys of a look-up table, references that are followed, conditions of sums.
    """

    table: str
    column: str
    nature: str
    keys: tuple[t.Typed, ...] = field(default=(), order=False)

    def of_rows(self, chosen: t.Typed | None) -> Factor:
        """The factor in the rows that a reference or a condition chooses."""
        return self if chosen is None else evolve(self, keys=(*self.keys, chosen))


Factors = frozenset[Factor]
_NONE: Factors = frozenset()


def natures(factors: Iterable[Factor]) -> tuple[str, ...]:
    """The natures of factors that are added up; direct and upstream ones of one row are its life cycle."""
    by_row: dict[tuple[str, tuple[t.Typed, ...]], set[str]] = {}
    for factor in factors:
        by_row.setdefault((factor.table, factor.keys), set()).add(factor.nature)
    found: set[str] = set()
    for own in by_row.values():
        found |= {"life-cycle", *own} - {"direct", "upstream"} if {"direct", "upstream"} <= own else own
    return _ordered(found)


def check_natures(program: Program, report: Report) -> None:
    """Tell of every sum and choice that mixes natures without a word of its element or of the boundary (E520), of words
    that do not say what is mixed or why (E521), and of words for what is not mixed (W522).

    The word of the boundary holds for the footprint and all that it rests on.
    """
    follower = _Follower(program, report, program.resolved.singles.get("boundary"))
    for step in program.all_steps():
        if step.kind in _NUMBERS and (step.kind != "footprint" or step.name == "footprint.total"):
            follower.follow(step)
    if follower.boundary is not None and follower.boundary.fields.get("nature") and not report.errors:
        follower.judge(follower.boundary, follower.mixed)


@frozen
class _Mixture:
    """Factors that a sum or a choice brings together, and their natures there."""

    factors: Factors
    natures: tuple[str, ...]


@define
class _Follower:
    program: Program
    report: Report
    boundary: ResolvedElement | None
    mixed: list[_Mixture] = field(factory=list)  # by elements that have no word of their own
    known: dict[str, Factors] = field(factory=dict)

    def follow(self, step: Step) -> None:
        """Find the factors of a step; tell where it mixes them."""
        found: dict[int, Factors] = {}
        nodes = [*t.upwards(step.typed)]
        inner = {id(p) for node in nodes for p in _added(node)}
        mixed: list[tuple[t.Typed, _Mixture]] = []
        for node in nodes:
            found[id(node)] = self._of(node, found)
            if not (id(node) in inner and _is_sum(node)) and (mixture := _mixture(node, found)):
                mixed.append((node, mixture))
        self.known[step.name] = found[id(step.typed)]
        if step.kind != "footprint" and step.element.fields.get("nature"):
            self.judge(step.element, [mixture for _, mixture in mixed])
            return
        self.mixed += [mixture for _, mixture in mixed]
        for node, mixture in mixed:
            if not set(mixture.natures) <= set(_said(self.boundary)):
                self._tell_mixed(step, node, mixture)

    def _of(self, node: t.Typed, found: Mapping[int, Factors]) -> Factors:
        """The factors that a part of a formula reads; its own parts are known."""
        if node.type.kind != "number" or not node.type.unit.dimension:
            return _NONE
        match node:
            case t.Value(name=name):
                return self.known[name] if name in self.known else self._given(name)
            case t.Find(table=table, column=column, keys=keys):
                nature = self.program.lookups[table].natures.get(column)
                return _factor(table, column, nature, keys)
            case t.Follow(reference=reference, target=target):
                return frozenset(f.of_rows(reference) for f in found[id(target)])
            case t.Arithmetic(operator="/", left=left):
                return found[id(left)]
            case t.Select(then=then, otherwise=otherwise):
                return found[id(then)] | found[id(otherwise)]
            case t.Aggregate(argument=argument, where=where):
                read = _NONE if argument is None else found[id(argument)]
                return frozenset(f.of_rows(where) for f in read)
            case t.Total(parts=parts):
                return frozenset().union(*(found[id(p)] for p in parts))
        return frozenset().union(*(found[id(p)] for p in t.parts(node)))

    def _given(self, name: str) -> Factors:
        """The factor that an input, a column of the inventory or a parameter is."""
        table, _, column = name.partition(".")
        if column and table in self.program.tables:
            return _factor(table, column, self.program.tables[table].columns[column].nature)
        if name in self.program.fields:
            return _factor(name, "", self.program.fields[name].nature)
        parameter = self.program.parameters.get(name)
        return _NONE if parameter is None else _factor(name, "", parameter.element.text("nature"))

    def judge(self, element: ResolvedElement, mixed: Sequence[_Mixture]) -> None:
        """Hold the word of an element against what its formula mixes, that of the boundary against all the others."""
        said, together = _said(element), _ordered({n for mixture in mixed for n in mixture.natures})
        if not mixed:
            self._tell("W522.not_mixed", element)
        elif together != said:
            self._tell("E521.others", element, said=_written(said), natures=_written(together))
        if not isinstance(element.fields.get("nature_because"), Mapping):
            self._tell("E521.reason", element)

    def _tell(self, key: str, element: ResolvedElement, **facts: Fact) -> None:
        known = facts_of({"path": element.name, **facts})
        self.report.take([Diagnostic(key, known, element.place("nature"), element.name, element.clause)])

    def _tell_mixed(self, step: Step, node: t.Typed, mixture: _Mixture) -> None:
        """One part of a formula that mixes; of the total of the footprint there is no formula to show."""
        element, text = step.element, on_one_line(step.text) if step.kind != "footprint" else None
        self.report.tell(
            "E520.mixed", element.place(step.field), element=element.name, clause=element.clause,
            excerpt=None if text is None else Excerpt(text, *node.span), name=step.name, path=element.name,
            natures=_written(mixture.natures), factors=_named(mixture.factors),
        )  # fmt: skip


def _said(element: ResolvedElement | None) -> tuple[str, ...]:
    """The natures that an element says are mixed."""
    word = element.fields.get("nature") if element is not None else None
    return tuple(n for n in _ORDER if isinstance(word, list) and n in word)


def _written(names: Sequence[str]) -> str:
    """Natures as a rule set names them."""
    return f"[{', '.join(names)}]"


def _factor(table: str, column: str, nature: str | None, keys: tuple[t.Typed, ...] = ()) -> Factors:
    """The one factor; none where it has no nature that could be mixed."""
    return frozenset({Factor(table, column, nature, keys)}) if nature in _ORDER else _NONE


def _named(factors: Factors) -> tuple[Phrase, ...]:
    """The factors with their natures, those of one nature together."""
    columns = {(_ORDER.index(f.nature), f.table, f.column, f.nature) for f in factors}
    return tuple(
        Phrase(
            "nature.factor", name=f"{table}.{column}" if column else table, nature=Phrase(f"nature.{nature}")
        )
        for _, table, column, nature in sorted(columns)
    )


def _ordered(found: Set[str]) -> tuple[str, ...]:
    return tuple(n for n in _ORDER if n in found)


def _mixture(node: t.Typed, found: Mapping[int, Factors]) -> _Mixture | None:
    """What a sum or a choice mixes; None where it mixes nothing, or where a part of it is that mixture already.

    What is added is one, and what is subtracted is another, since subtracting upstream from direct emissions makes no
    life cycle; so is each side of a choice.
    """
    sides = [[found[id(p)] for p in side] for side in _sides(node)]
    together = {n for side in sides for n in natures(frozenset().union(*side))}
    parts = [part for side in sides for part in side]
    if len(together) < 2 or any(together <= set(natures(part)) for part in parts):
        return None
    return _Mixture(frozenset().union(*parts), _ordered(together))


def _is_sum(node: t.Typed) -> bool:
    return isinstance(node, t.Arithmetic) and node.operator in "+-"


def _sides(node: t.Typed) -> list[list[t.Typed]]:
    """What a sum adds and what it subtracts, or what a choice chooses from: in another row it may choose another."""
    match node:
        case t.Arithmetic(operator="+" | "-"):
            return _terms(node)
        case t.Select(then=then, otherwise=otherwise):
            return [[then], [otherwise]]
        case t.Apply(function="min" | "max", arguments=arguments):
            return [[argument] for argument in arguments]
        case t.Total(parts=parts):
            return [[*parts]]
    return []


def _added(node: t.Typed) -> Iterator[t.Typed]:
    """The sums right within a sum, which are one sum with it."""
    if _is_sum(node):
        for part in t.parts(node):
            term = _converted(part)
            while isinstance(term, t.Apply) and term.function == "neg":
                term = _converted(term.arguments[0])
            yield term


def _converted(node: t.Typed) -> t.Typed:
    """What is converted; conversions change the unit of a value and nothing else."""
    while isinstance(node, t.Convert):
        node = node.operand
    return node


def _terms(node: t.Typed) -> list[list[t.Typed]]:
    """The terms that a sum adds and those that it subtracts, of the sums within it as well."""
    terms: list[list[t.Typed]] = [[], []]
    waiting = [(node, 0)]
    while waiting:
        term, side = waiting.pop()
        match _converted(term):
            case t.Arithmetic(operator="+" | "-" as operator, left=left, right=right):
                waiting += [(left, side), (right, side ^ (operator == "-"))]
            case t.Apply(function="neg", arguments=(argument,)):
                waiting.append((argument, side ^ 1))
            case other:
                terms[side].append(other)
    return terms
