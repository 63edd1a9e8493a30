"""Two programs laid beside each other: what of their numbers differs, and what has to be changed together.

A number is a step of the footprint, an input, a parameter or a look-up table. It has one variant where both versions
say the same, two where they differ. A hybrid takes the new variants of some changes and the old ones of the others.
What only one version has is there in every hybrid: it does nothing unless it is read.

Two numbers are changed together where a formula fits only one variant of what it reads: that has another unit, or is a
value of each row of another table; and where each rests on the other, in one version or across both. Such numbers
are one change, and the reason is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from ruleengine.formula import typed as t
from ruleengine.formula.typed import Type
from ruleengine.program.program import Program, Step

#: How names of look-up tables begin, which are read by `Find` and not by name.
TABLE = "tables."


@frozen
class NumberChange:
    """Numbers that change together, by name, the one that others are read by last; `reason` says why there are several.

    `reason` is `unit` where a formula fits one variant alone of what it reads, `replaced` where an emission stands in
    the place of another, `leads` where the others are read by one alone; empty for one number by itself.
    """

    names: tuple[str, ...]
    reason: str = ""


@frozen(eq=False)
class Variants:
    """The numbers of two programs that the footprint rests on, old and new."""

    old: Program
    new: Program
    steps: tuple[Mapping[str, Step], Mapping[str, Step]] = field(init=False)
    _reads: dict[tuple[int, str], tuple[str, ...]] = field(init=False, factory=dict)
    _reached: dict[str, frozenset[str]] = field(init=False, factory=dict)

    @steps.default
    def _steps_of_footprint(self) -> tuple[Mapping[str, Step], Mapping[str, Step]]:
        return _of_footprint(self.old), _of_footprint(self.new)

    @property
    def sides(self) -> tuple[Program, Program]:
        """The old and the new program."""
        return self.old, self.new

    def has(self, side: int, name: str) -> bool:
        """Whether a version (0 old, 1 new) has a number of this name."""
        program = self.sides[side]
        if name.startswith(TABLE):
            return name.removeprefix(TABLE) in program.lookups
        return name in self.steps[side] or name in program.parameters or self.type_of(side, name) is not None

    def reads(self, side: int, name: str) -> tuple[str, ...]:
        """What a number of a version reads: names of values and of look-up tables; nothing where it is no step."""
        step = self.steps[side].get(name)
        if step is None:
            return ()
        if (side, name) not in self._reads:
            parts = list(t.walk(step.typed))
            found = [f"{TABLE}{p.table}" for p in parts if isinstance(p, t.Find)]
            self._reads[side, name] = tuple(dict.fromkeys([*step.values, *found]))
        return self._reads[side, name]

    def type_of(self, side: int, name: str) -> Type | None:
        """The type of a value of a version; None where it has none of this name."""
        program = self.sides[side]
        if name in self.steps[side]:
            return self.steps[side][name].type
        if name in program.parameters:
            return Type("number", program.parameters[name].unit)
        table, _, column = name.partition(".")
        if not column:
            found = program.fields.get(name)
        else:
            found = program.tables[table].columns.get(column) if table in program.tables else None
        return found.type if found else None

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The numbers whose variants differ, or that only one version has: inputs, parameters, tables, then steps."""
        names = dict.fromkeys(n for side in (0, 1) for s in self.steps[side] for n in self.reads(side, s))
        leaves = [n for n in names if not any(n in steps for steps in self.steps)]
        steps = [n for n in {**self.steps[0], **self.steps[1]} if not n.startswith("footprint.")]
        return tuple(n for n in (*leaves, *steps) if self._differs(n))

    def _differs(self, name: str) -> bool:
        there = self.has(0, name), self.has(1, name)
        if there != (True, True):
            return there != (False, False) and self.is_counted(name)
        before, after = (steps.get(name) for steps in self.steps)
        if before is not None and after is not None:
            said = (before.stage, before.species) != (after.stage, after.species)
            return said or before.typed != after.typed or before.type != after.type
        if before is not None or after is not None:
            return True
        return self._leaf(0, name) != self._leaf(1, name)

    def is_counted(self, name: str) -> bool:
        """Whether a number is an emission of a version: it does something without being read."""
        found = (steps.get(name) for steps in self.steps)
        return any(step is not None and step.kind == "emission" for step in found)

    def _leaf(self, side: int, name: str) -> object:
        """What decides the values of an input, a parameter or a look-up table."""
        program = self.sides[side]
        if name.startswith(TABLE):
            table = program.lookups[name.removeprefix(TABLE)]
            return table.keys, {k: str(c.get("unit")) for k, c in table.columns.items()}, table.rows
        if name in program.parameters:
            parameter = program.parameters[name]
            return parameter.value, parameter.unit
        table_name, _, column = name.partition(".")
        found = program.tables[table_name].columns[column] if column else program.fields[name]
        return found.type, found.default, found.otherwise

    def reached(self, name: str) -> frozenset[str]:
        """All that a number rests on in either version, or may rest on in a hybrid; the number itself among it."""
        if name not in self._reached:
            found, waiting = {name}, [name]
            while waiting:
                asked = waiting.pop()
                more = {r for side in (0, 1) for r in self.reads(side, asked)} - found
                found |= more
                waiting += more
            self._reached[name] = frozenset(found)
        return self._reached[name]

    def fits(self, side: int, reader: str, name: str) -> bool:
        """Whether the formula of a reader in a version fits both variants of what it reads."""
        if not (self.has(0, name) and self.has(1, name)):
            return True
        if not name.startswith(TABLE):
            return self.type_of(0, name) == self.type_of(1, name)
        id_ = name.removeprefix(TABLE)
        tables = [program.lookups[id_] for program in self.sides]
        read = {
            p.column
            for p in t.walk(self.steps[side][reader].typed)
            if isinstance(p, t.Find) and p.table == id_
        }
        units = [
            {c: str(table.columns[c].get("unit")) for c in read if c in table.columns} for table in tables
        ]
        return tables[0].keys == tables[1].keys and units[0] == units[1] and read <= set(units[0])


def _of_footprint(program: Program) -> Mapping[str, Step]:
    """The steps that the footprint rests on, in the order of calculation; no preconditions."""
    flow = (program.reference_flow,) if program.reference_flow else ()
    wanted = {s.name for s in (*program.emissions, *flow)}
    for step in (*flow, *reversed(program.steps)):
        if step.name in wanted:
            wanted.update(step.values)
    return {s.name: s for s in (*program.steps, *flow) if s.name in wanted}


def number_changes(variants: Variants) -> tuple[NumberChange, ...]:
    """The changes of the numbers of two programs, each as small as it can be."""
    names = variants.changed
    groups = _Groups(names)
    reached = {name: variants.reached(name) for name in names}
    for reader in names:
        for side in (0, 1):
            for read in _unfitting(variants, side, reader, set()):
                groups.join(reader, read)
        for other in names:
            if other in reached[reader] and reader in reached[other]:
                groups.join(reader, other)
    fitted = {n for found in groups.found() if len(found) > 1 for n in found}
    for gone, come in _replaced_emissions(variants):
        groups.join(come, gone)
    return tuple(
        NumberChange(found, "" if len(found) == 1 else "unit" if fitted & {*found} else "replaced")
        for found in groups.found()
    )


def _replaced_emissions(variants: Variants) -> Iterator[tuple[str, str]]:
    """Emissions that are gone, each with those of its stage and species that are new: these stand in its place."""
    before, after = (
        {n: s for n, s in variants.steps[side].items() if s.kind == "emission"} for side in (0, 1)
    )
    for gone in (s for n, s in before.items() if n not in variants.steps[1]):
        for come in (s for n, s in after.items() if n not in variants.steps[0]):
            if (gone.stage, gone.species) == (come.stage, come.species):
                yield gone.name, come.name


def _unfitting(variants: Variants, side: int, reader: str, seen: set[str]) -> Iterator[str]:
    """What a formula reads, at once or through what only its version has, of which it fits one variant alone."""
    for read in variants.reads(side, reader):
        if not variants.fits(side, reader, read):
            yield read
        only_here = variants.has(side, read) and not variants.has(1 - side, read)
        if only_here and read not in seen:
            seen.add(read)
            yield from _unfitting(variants, side, read, seen)


def led_together(variants: Variants, changes: Sequence[NumberChange], most: int) -> tuple[NumberChange, ...]:
    """Fewer changes: one that is read by one other change alone becomes part of it; as they are where `most` do."""
    if len(changes) <= most:
        return tuple(changes)
    names = [n for change in changes for n in change.names]
    groups = _Groups(names)
    for change in changes:
        for name in change.names[1:]:
            groups.join(change.names[0], name)
    readers = _changed_readers(variants, frozenset(names))
    for name in names:
        if len(readers[name]) == 1 and not variants.is_counted(name):
            groups.join(next(iter(readers[name])), name)
    reasons = {n: c.reason for c in changes for n in c.names}
    return tuple(
        NumberChange(
            found, next((reasons[n] for n in found if reasons[n]), "leads") if len(found) > 1 else ""
        )
        for found in groups.found()
    )


def _changed_readers(variants: Variants, names: frozenset[str]) -> Mapping[str, set[str]]:
    """The changed numbers that each changed number is read by, at once or through steps that do not change."""
    readers: dict[str, set[str]] = {n: set() for n in names}
    through: dict[str, set[str]] = {}
    for side in (0, 1):
        for step in variants.steps[side]:
            for read in variants.reads(side, step):
                through.setdefault(read, set()).add(step)
    for name in names:
        waiting, seen = [*through.get(name, ())], set[str]()
        while waiting:
            reader = waiting.pop()
            if reader in seen or reader == name:
                continue
            seen.add(reader)
            if reader in names:
                readers[name].add(reader)
            else:
                waiting += through.get(reader, ())
                if variants.is_counted(reader):
                    readers[name].add(reader)
    return {n: {r if r in names else f"\0{r}" for r in found} for n, found in readers.items()}


class _Groups:
    """Names that belong together, found by joining two at a time."""

    def __init__(self, names: Sequence[str]):
        self._first = {n: n for n in names}

    def _of(self, name: str) -> str:
        while self._first[name] != name:
            name = self._first[name]
        return name

    def join(self, one: str, other: str) -> None:
        """Both belong together; a name that is none of ours is passed over."""
        if one in self._first and other in self._first:
            self._first[self._of(other)] = self._of(one)

    def found(self) -> list[tuple[str, ...]]:
        """The groups, in the order of their first names."""
        groups: dict[str, list[str]] = {}
        for name in self._first:
            groups.setdefault(self._of(name), []).append(name)
        return [tuple(group) for group in groups.values()]
