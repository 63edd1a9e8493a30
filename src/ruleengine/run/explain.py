"""The calculation as a tree: formula, values with units, source rows, clause, down to single input lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from attrs import define, field, frozen

from ruleengine.diagnostics import Both, Fact
from ruleengine.diagnostics.facts import in_words
from ruleengine.figures import in_full, plain, round_significant, with_unit
from ruleengine.formula import typed as t
from ruleengine.formula.units import CO2E
from ruleengine.formula.words import on_one_line
from ruleengine.inventory.model import Absent, Cell, Inventory
from ruleengine.inventory.sources import source_in
from ruleengine.language import BETWEEN, Language, Texts
from ruleengine.program.number_sources import pointer
from ruleengine.program.program import Program, Step
from ruleengine.resolve.standing import standing_sentences
from ruleengine.ruleset.basis import BASES
from ruleengine.ruleset.roles import ROLES
from ruleengine.run.exact import CONTEXT
from ruleengine.run.labels import (
    ABSENT_LABELS,
    GRADE_LABELS,
    SPECIES_LABELS,
    STAGE_LABELS,
    label_of,
    row_label,
)
from ruleengine.run.result import Result
from ruleengine.run.summary import unit_and_basis, unknown_words
from ruleengine.run.trace import Trace, Traced
from ruleengine.run.values import Datum
from ruleengine.terminal import joined

_PER_UNIT: Texts = ("footprint per unit", "单位产品碳足迹")
_TOTAL: Texts = ("total for the basis", "计量基准合计")
_APART: Texts = ("apart, not in the total", "另列，不计入合计")
_TIMES_FLOW: Texts = ("total × reference flow", "合计 × 基准流")
_ROUNDED: Texts = ("rounded by GB/T 8170: {amount}", "按GB/T 8170修约：{amount}")
_TITLE: Texts = ("{name} ({label})", "{name}（{label}）")
_CONDITION: Texts = ("the condition (`when`) of {title}", "{title}的适用条件（`when`）")
_FORMULA: Texts = ("formula: {text}", "公式：{text}")
_ROLE: Texts = ("role: {role}", "角色：{role}")
_WHEN: Texts = ("applicable when: {text}", "适用条件：{text}")
_CLAUSE: Texts = ("clause {clause} of {ruleset}", "{ruleset}的条款{clause}")
_ABOVE: Texts = ("explained above", "见上文")
_BELOW: Texts = ("explained below", "见下文")
_OVER: Texts = ("{function} over {rows} of {table}", "{function}：{table}的{rows}")
_ROWS: Texts = ("{count} row{count:s}", "{count}行")
_ROW: Texts = ("row {number}", "第{number}行")
_GIVEN: Texts = ("{value} (given {given})", "{value}（给出值{given}）")
_PARAMETER: Texts = ("parameter, clause {clause}; {source}", "参数，条款{clause}；{source}")
_GRADED: Texts = ("source {source} ({grade:list})", "来源{source}（{grade:list}）")
_UNSOURCED: Texts = ("no source ({grade:list})", "无来源（{grade:list}）")
_TABLE_ROW: Texts = ("{table}, {key:list}; {source}", "{table}，{key:list}；{source}")
_DEFAULT: Texts = ("default of the rule set", "规则集的缺省值")
_INPUT: Texts = ("input, {place}", "输入，{place}")
_SOURCE: Texts = ("source {source}", "来源{source}")
_TRUTH: dict[bool, Texts] = {True: ("true", "真"), False: ("false", "假")}
#: How many calculated values stand one below the other; what these rest on is explained at the end.
_DEEPEST = 16


@frozen
class Line:
    """One line of the explanation; `facts` stand under it (formula, clause, source), `parts` are what it rests on."""

    title: str
    value: str
    facts: tuple[str, ...] = ()
    parts: tuple[Line, ...] = field(default=())


def explanation(result: Result, language: Language = "en") -> Line:
    """How the total of a result comes about; where a chain of values is long, in several trees of limited depth."""
    with localcontext(CONTEXT):
        return _Explainer(result, language).total()


def shown_value(value: object, unit: object = "", language: Language = "en") -> str:
    """A value with its unit; up to ten significant digits, exact ones in full."""
    if isinstance(value, Absent):
        return ABSENT_LABELS[value.value][language]
    if isinstance(value, bool):
        return in_words(_TRUTH[value], language)
    if not isinstance(value, Decimal):
        return str(value)
    short = round_significant(value, 10)
    text = plain(short) if short == value else f"{plain(short)}…"
    return with_unit(text, unit)


def _as_defined(program: Program) -> list[Step]:
    """The emissions in the order of their definition, which readers know from the rule set."""
    order = [e.id for e in program.resolved.section("emissions")]
    return sorted(program.emissions, key=lambda step: order.index(step.name))


class _Explainer:
    def __init__(self, result: Result, language: Language):
        self.language: Language = language
        self.result, self.program, self.inventory = result, result.program, result.inventory
        self.trace = Trace(result.program, result.inventory, result.values)
        self.told: set[str] = set()
        self.depth = 0
        self.later: dict[str, Step] = {}

    def say(self, texts: Texts, **facts: Fact) -> str:
        """A sentence in the language of the explanation."""
        return in_words(texts, self.language, **facts)

    def shown(self, value: object, unit: object = "") -> str:
        """A value in the language of the explanation."""
        return shown_value(value, unit, self.language)

    def total(self) -> Line:
        flow = self.program.reference_flow
        parts = []
        emissions = _as_defined(self.program)
        summed = {s.name: s.values for s in self.program.footprint}
        for stage, amount in self.result.stages.items():
            inner = tuple(self.step(e) for e in emissions if e.name in summed[f"footprint.{stage}"])
            parts.append(Line(STAGE_LABELS[stage][self.language], self.shown(amount, CO2E), parts=inner))
        apart = tuple(self.step(e) for e in emissions if e.species not in self.program.headline)
        amount_apart = sum(a for s, a in self.result.species.items() if s not in self.program.headline)
        unit, basis = unit_and_basis(self.result, self.language)
        whole = Line(
            self.say(_TOTAL), self.shown(self.result.total, CO2E), (basis,) if basis else (), tuple(parts)
        )
        parts_of_unit = (
            whole, *([self.step(flow)] if flow else []),
            *([Line(self.say(_APART), self.shown(amount_apart, CO2E), parts=apart)] if apart else []),
        )  # fmt: skip
        rule = self.say(_ROUNDED, amount=f"{in_full(self.result.rounded_per_unit)} kgCO2e")
        return Line(
            self.say(_PER_UNIT),
            self.shown(self.result.per_unit, CO2E),
            (
                *((unit,) if unit else ()),
                self.say(_TIMES_FLOW),
                rule,
                unknown_words(self.result, self.language),
                *standing_sentences(self.program.resolved.standings, self.language),
            ),
            (*parts_of_unit, *self._rest()),
        )

    def _rest(self) -> Iterator[Line]:
        """What was put off because it stands too deep, in trees of its own."""
        while self.later:
            name = next(iter(self.later))
            step = self.later.pop(name)
            if name not in self.told:
                yield self.step(step)

    def step(self, step: Step) -> Line:
        """A calculated value: its formula, the formula with figures, and what it rests on."""
        value = self.result.values.get(step.name)
        label = label_of(step.element.fields, self.language, "")
        name = step.element.id if step.kind == "when" else step.name
        title = self.say(_TITLE, name=name, label=label) if label else name
        title = self.say(_CONDITION, title=title) if step.kind == "when" else title
        unit = step.type.unit
        shown = self.say(_ROWS, count=len(value)) if isinstance(value, tuple) else self.shown(value, unit)
        facts = [self.say(_FORMULA, text=on_one_line(step.text))]
        if step.kind != "when" and "when" in step.element.fields:
            facts.append(self.say(_WHEN, text=on_one_line(str(step.element.fields["when"]))))
        if step.element.clause:
            reference = str(step.element.clause_reference)
            facts.append(self.say(_CLAUSE, clause=step.element.clause, ruleset=reference))
        if {"source", "basis"} & step.element.fields.keys():
            facts.append(_graded(self.program, step.element.fields, self.language))
        if (role := ROLES.get(step.element.text("role") or "")) is not None:
            facts.append(self.say(_ROLE, role=Both(*role.words)))
        if step.species:
            facts.append(SPECIES_LABELS[step.species][self.language])
        if step.name in self.told:
            return Line(title, shown, (self.say(_ABOVE),))
        if self.depth >= _DEEPEST:
            self.later[step.name] = step
            return Line(title, shown, (self.say(_BELOW),))
        self.told.add(step.name)
        self.depth += 1
        used = self._used(step)
        parts = [*self._rows(step, used), *self._lookups(used), *self._followed(used), *self._singles(used)]
        self.depth -= 1
        return Line(title, shown, tuple(facts), tuple(parts))

    def _used(self, step: Step) -> _Used:
        """What the calculation of a step came upon."""
        used = _Used()
        for part in self.trace.of_step(step):
            self._enter(part, used)
        return used

    def _enter(self, part: Traced, used: _Used) -> None:
        """Add what was evaluated for a part, rows of aggregates included."""
        for inner in _walk(part):
            if not used.add(inner) or not isinstance(inner.node, t.Aggregate):
                continue
            node = inner.node
            if isinstance(node.argument, t.Value):
                used.nodes.setdefault(id(node.argument), node.argument)
            for row in inner.rows:
                if row.kept:
                    used.kept.setdefault(id(node), set()).add(row.index)
                for evaluated in row.parts:
                    self._enter(evaluated, used)
                if node.by is not None and row.kept:
                    self._enter(self.trace.of(node.by, row.index), used)

    def _singles(self, used: _Used) -> Iterator[Line]:
        """The named values behind a formula, except the columns that the row listing shows."""
        found: dict[str, t.Value] = {}
        for part in used.nodes.values():
            if isinstance(part, t.Value) and (part.type.table is None or self.program.step(part.name)):
                found.setdefault(part.name, part)
        for value in found.values():
            yield self._named(value)

    def _lookups(self, used: _Used) -> Iterator[Line]:
        """The values that a formula takes from look-up tables, except those that differ from row to row."""
        for part in used.nodes.values():
            if isinstance(part, t.Find) and part.type.table is None:
                value = self.shown(self._value(part, None), part.type.unit)
                yield Line(f"{part.table}.{part.column}", value, (self._table_source(part, None),))

    def _followed(self, used: _Used) -> Iterator[Line]:
        """The values that a formula reads in rows that single inputs point at, with their lines."""
        for part in used.nodes.values():
            if isinstance(part, t.Follow) and part.type.table is None and part.type.kind != "reference":
                value = self.shown(self._value(part, None), part.type.unit)
                cell = _cell_behind(self.inventory, self.program, part, self._value(part.reference, None))
                facts = (self.say(_INPUT, place=str(cell.place)),) if cell is not None and cell.place else ()
                yield Line(_path(part), value, facts)

    def _rows(self, step: Step, used: _Used) -> Iterator[Line]:
        """The rows behind a column or behind each sum: the values of the row, and what they give."""
        if step.type.table:
            rows = range(len(self.inventory.tables[step.type.table]))
            yield from (self._row(step.type.table, i, step.typed, step.type.unit) for i in rows)
        for part in used.nodes.values():
            if (
                not isinstance(part, t.Aggregate)
                or part.argument is None
                or part.argument.type.kind != "number"
            ):
                continue
            if isinstance(part.argument, t.Value) and self.program.step(part.argument.name):
                continue  # the calculated column lists its rows itself
            argument, rows_kept = part.argument, sorted(used.kept.get(id(part), ()))
            kept = tuple(self._row(part.table, i, argument, argument.type.unit) for i in rows_kept)
            counted = self.say(_ROWS, count=len(kept))
            over = self.say(_OVER, function=part.function, rows=counted, table=part.table)
            yield Line(over, "", parts=kept)

    def _row(self, table: str, index: int, tree: t.Typed, unit: object) -> Line:
        """One row: what the formula reads in it, and where it was read from."""
        row = self.inventory.tables[table][index]
        words = list(dict.fromkeys(self._words(tree, index)))
        place = next((c.place for c in row.values() if c.place), None)
        facts = ((in_words((", ", "，"), self.language).join(words),) if words else ()) + (
            (str(place),) if place else ()
        )
        sources = in_words(BETWEEN, self.language).join(_row_sources(self, tree, index))
        facts += (self.say(_SOURCE, source=sources),) if sources else ()
        title, name = self.say(_ROW, number=index + 1), row_label(self.program.tables[table], row)
        title = self.say(_TITLE, name=title, label=name) if name else title
        return Line(title, self.shown(self._value(tree, index), unit), facts)

    def _words(self, tree: t.Typed, index: int) -> Iterator[str]:
        """What a row reads from its own columns, from look-up tables and through references."""
        parts = [traced.node for traced in _walk(self.trace.of(tree, index))]
        followed = {id(p.target) for p in parts if isinstance(p, t.Follow)}
        for part in parts:
            if isinstance(part, t.Find) and part.type.table:
                value = self.shown(self._value(part, index), part.type.unit)
                yield f"{part.table} = {value} [{self._table_source(part, index)}]"
            elif isinstance(part, t.Follow) and isinstance(part.target, t.Value):
                yield f"{part.target.name} = {self.shown(self._value(part, index), part.type.unit)}"
            elif isinstance(part, t.Value) and part.type.table and id(part) not in followed:
                yield self._word(part, index)

    def _word(self, part: t.Value, index: int) -> str:
        """A column of the row: an input as given, or a calculated value."""
        table, _, column = part.name.rpartition(".")
        if not table:
            return f"{part.name} = {self.shown(self._value(part, index), part.type.unit)}"
        cell = self.inventory.tables[table][index][column]
        text = self.shown(cell.value, part.type.unit)
        if cell.given is not None and " " in cell.given and cell.given != text:
            text = self.say(_GIVEN, value=text, given=cell.given)
        return f"{column} = {text}"

    def _table_source(self, part: t.Find, index: int | None) -> str:
        table = self.program.lookups[part.table]
        key = tuple(str(self._value(k, index)) for k in part.keys)
        source = table.source_of(key, part.column) if key in table.rows else None
        return self.say(_TABLE_ROW, table=str(table.reference), key=key, source=str(source))

    def _value(self, tree: t.Typed, index: int | None) -> Datum:
        return self.trace.of(tree, index).datum

    def _named(self, value: t.Value) -> Line:
        """A single value of a formula: a step of its own, a parameter with its source, or an input with its line."""
        name = value.name
        earlier = self.program.step(name)
        if earlier is not None:
            return self.step(earlier)
        parameter = self.program.parameters.get(name)
        if parameter is not None:
            fields, clause = parameter.element.fields, parameter.element.clause or ""
            fact = self.say(_PARAMETER, clause=clause, source=_graded(self.program, fields, self.language))
            return Line(name, self.shown(parameter.value, parameter.unit), (fact,))
        cell = self.inventory.values[name]
        origin = self.say(_DEFAULT) if cell.default else self.say(_INPUT, place=str(cell.place))
        facts = (origin, *((self.say(_SOURCE, source=cell.source),) if cell.source else ()))
        return Line(name, self.shown(cell.value, value.type.unit), facts)


def _row_sources(explainer: _Explainer, tree: t.Typed, index: int) -> list[str]:
    """The sources of the numbers that a row reads from its own columns: of the value, else what the row names."""
    inventory, program, found = explainer.inventory, explainer.program, dict[str, None]()
    parts = [traced.node for traced in _walk(explainer.trace.of(tree, index))]
    followed = {id(p.target) for p in parts if isinstance(p, t.Follow)}
    for part in parts:
        if not isinstance(part, t.Value) or part.type.kind != "number" or id(part) in followed:
            continue
        owner, _, column = part.name.rpartition(".")
        if owner in inventory.tables and part.type.table:
            row = inventory.tables[owner][index]
            source = row[column].source or source_in(row, pointer(program.tables[owner], column))
            found |= {source: None} if source else {}
    return list(found)


def _graded(program: Program, fields: Mapping[str, object], language: Language) -> str:
    """The source of a statement, with its grade and how it was found there."""
    grade, basis = program.resolved.grade_of(fields) or "", BASES.get(str(fields.get("basis")))
    words = [GRADE_LABELS.get(grade, {}).get(language, grade)]
    words += [in_words(basis.words, language)] if basis is not None else []
    source = fields.get("source")
    if source is None:
        return in_words(_UNSOURCED, language, grade=tuple(words))
    return in_words(_GRADED, language, source=str(source), grade=tuple(words))


def _cell_behind(inventory: Inventory, program: Program, part: t.Follow, key: Datum) -> Cell | None:
    """The value that a reference leads to; None where it leads nowhere or to what is calculated."""
    name = part.target.name if isinstance(part.target, t.Value) else ""
    table, _, column = name.rpartition(".")
    if not table or not isinstance(key, str):
        return None
    return inventory.tables[table][inventory.key_rows(table, program.tables[table].key or "")[key]][column]


def _path(part: t.Typed) -> str:
    """A name behind references as formulas write it: `declared.site.share`."""
    match part:
        case t.Follow(reference=reference, target=target):
            return f"{_path(reference)}.{_path(target).rpartition('.')[2]}"
        case t.Select(then=then):
            return _path(then)
        case t.Value(name=name):
            return name
    return ""


@define
class _Used:
    """What a calculation came upon: parts of the formula, each once, and the rows kept by each aggregate."""

    nodes: dict[int, t.Typed] = field(factory=dict)
    kept: dict[int, set[int]] = field(factory=dict)
    seen: set[int] = field(factory=set)

    def add(self, part: Traced) -> bool:
        """Note a part; False where it was noted before."""
        self.nodes.setdefault(id(part.node), part.node)
        if id(part) in self.seen:
            return False
        self.seen.add(id(part))
        return True


def _walk(part: Traced) -> Iterator[Traced]:
    """What was evaluated below a part, then the part; aggregates, and what a reference leads to, are not entered."""
    if isinstance(part.node, t.Follow):
        reference, *target = part.parts
        yield from _walk(reference)
        yield from target
    else:
        for inner in part.parts:
            yield from _walk(inner)
    yield part


def as_tree_text(node: Line) -> str:
    """The explanation with branches, one line a value and its facts beneath."""
    return joined(_lines(node, "", ""))


def _lines(node: Line, first: str, rest: str) -> Iterator[str]:
    yield f"{first}{node.title}" + (f" = {node.value}" if node.value else "")
    for fact in node.facts:
        yield f"{rest}{'│  ' if node.parts else '   '}{fact}"
    for index, part in enumerate(node.parts):
        last = index == len(node.parts) - 1
        yield from _lines(part, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))


def as_tree_data(node: Line) -> dict[str, object]:
    """The explanation as JSON-able data."""
    return {
        "title": node.title,
        "value": node.value,
        "facts": list(node.facts),
        "parts": [as_tree_data(p) for p in node.parts],
    }
