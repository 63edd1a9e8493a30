"""What a verdict rests on, in both languages: figures and limits, and of tables the rows that decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import Both, Fact
from ruleengine.diagnostics.facts import filled
from ruleengine.figures import figure, significant
from ruleengine.formula import typed as t
from ruleengine.inventory.model import NOT_APPLICABLE, Absent
from ruleengine.language import BETWEEN, Texts
from ruleengine.program.program import Step, when_name
from ruleengine.run.agreement import agree
from ruleengine.run.labels import ABSENT_LABELS, row_label, value_label
from ruleengine.run.missing import missing_inputs
from ruleengine.run.trace import Trace, Traced
from ruleengine.run.values import Datum

#: How many rows of a table are named.
_MOST_ROWS = 8
#: How many digits of a number are told, unless more are needed to tell two numbers from each other.
_FEW_DIGITS = 4

_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_YES_NO = {True: Both(en="yes", zh="是"), False: Both(en="no", zh="否")}
_GIVEN = {True: Both(en="given", zh="已给出"), False: Both(en="not given", zh="未给出")}
_NOT_APPLICABLE = Both(**ABSENT_LABELS[NOT_APPLICABLE.value])
_HOLDS = {True: Both(en="holds", zh="条件成立"), False: Both(en="does not hold", zh="条件不成立")}
_THE_VALUE = Both(en="the value", zh="该值")
_COMPARED: dict[bool, Texts] = {
    True: ("{left} {sign} {right}", "{left} {sign} {right}"),
    False: ("{left} {sign} {right} (does not hold)", "{left} {sign} {right}（不成立）"),
}
_NAMED: Texts = ("{name}: {value}", "{name}：{value}")
_MISSING: Texts = ("missing: {names:list}", "缺少数据：{names:list}")
_WITHIN: Texts = (", ", "，")
#: What is said of a function over rows: of a column, and of what has no name.
_FOLDED: dict[str, tuple[Texts, Texts]] = {
    "sum": (("sum of {name} over {table}", "{table}的{name}之和"), ("sum over {table}", "{table}各行之和")),
    "mean": (
        ("mean of {name} over {table}", "{table}的{name}平均值"),
        ("mean over {table}", "{table}各行平均值"),
    ),
    "min": (("least {name} of {table}", "{table}的{name}最小值"), ("least of {table}", "{table}各行最小值")),
    "max": (
        ("greatest {name} of {table}", "{table}的{name}最大值"),
        ("greatest of {table}", "{table}各行最大值"),
    ),
    "count": (("number of rows of {table}", "{table}的行数"),) * 2,
}
_SOME_ROWS: Texts = ("{said} (rows that meet the condition)", "符合条件的{said}")
_NO_ROW: Texts = ("{table}: there is no row to judge", "{table}：没有需要判定的行")
_EVERY_ROW: Texts = (
    "{table}: every one of {count} rows meets the condition", "{table}：全部{count}行均符合条件",
)  # fmt: skip
_ONE_ROW: Texts = ("{table}: the only row meets the condition", "{table}：唯一的1行符合条件")
_ROWS: Texts = ("{table}: {rows}", "{table}：{rows}")
_ROW: Texts = ("row {number}, {facts}", "第{number}行，{facts}")
_ROW_NAMED: Texts = ("row {number} ({name}), {facts}", "第{number}行（{name}），{facts}")
_MORE: Texts = ("and {count} more row{count:s}", "另有{count}行")


def reason_of(trace: Trace, check: Step, outcome: bool) -> Mapping[str, str]:
    """The figures that made a check come out as it did."""
    return _as_map(_Reasons(trace).facts(check.typed, None, outcome))


def values_behind(trace: Trace, condition: Step, rows: Sequence[int]) -> Both:
    """The values that a condition that does not hold reads, and how they compare.

    Of a condition that is held against the rows of a table, those of the first of `rows` (from 0), each by its number
    and name.
    """
    reasons, table = _Reasons(trace, in_full=True), condition.type.table
    if table is None:
        return reasons.read(condition.typed, None)
    told = [reasons.row(table, row, reasons.read(condition.typed, row)) for row in rows[:_MOST_ROWS]]
    if len(rows) > _MOST_ROWS:
        told.append(_say(_MORE, count=len(rows) - _MOST_ROWS))
    name = value_label(trace.program, table)
    return _say(_ROWS, table=name, rows=_joined(BETWEEN, told))


def reason_missing(trace: Trace, step: Step) -> Mapping[str, str]:
    """What is missing behind a step that could not be evaluated."""
    names = [found.name for found in missing_inputs(trace, step)] or _missing_table(trace, step)
    labels = dict.fromkeys(value_label(trace.program, name) for name in names)
    return _as_map(_say(_MISSING, names=tuple(labels)))


def _missing_table(trace: Trace, step: Step) -> list[str]:
    """What a column without rows lacks: what tells whether its table applies, or the table of which nothing is said."""
    table = str(step.type.table)
    condition = trace.program.step(when_name(table))
    return [m.name for m in (missing_inputs(trace, condition) if condition else ())] or [table]


def _as_map(said: Both) -> Mapping[str, str]:
    return {"zh": said.zh, "en": said.en}


def _say(texts: Texts, **facts: Fact) -> Both:
    known = tuple(facts.items())
    return Both(en=filled(texts[0], known, "en"), zh=filled(texts[1], known, "zh"))


def _joined(between: Texts, parts: Iterable[Both]) -> Both:
    found = list(dict.fromkeys(parts))
    return Both(en=between[0].join(p.en for p in found), zh=between[1].join(p.zh for p in found))


@frozen
class _Reasons:
    """`in_full`: sums and the like are named too. Verdicts leave it out: records keep the words of theirs."""

    trace: Trace
    in_full: bool = False

    def facts(self, node: t.Typed, row: int | None, outcome: bool) -> Both:
        """All figures behind a condition, each once."""
        return _joined(BETWEEN if row is None else _WITHIN, self._facts(node, row, outcome))

    def _facts(self, node: t.Typed, row: int | None, outcome: bool) -> Iterator[Both]:
        match node:
            case t.Compare(left=left, right=right):
                named = {**self._options(left), **self._options(right)}
                values = [self.trace.value(side, row) for side in (left, right)]
                digits = _digits(*values)
                first, second = (
                    self._term(side, value, named, digits)
                    for side, value in zip((left, right), values, strict=True)
                )
                yield _say(_COMPARED[outcome], left=first, sign=_SIGNS[node.operator], right=second)
                yield from (told for side in (left, right) if (told := self._left_out(side)))
            case t.Connect(operands=operands):
                for operand in operands:
                    if self.trace.value(operand, row) is outcome:
                        yield from self._facts(operand, row, outcome)
            case t.Apply(function="not", arguments=(operand,)):
                yield from self._facts(operand, row, not outcome)
            case t.Aggregate(function="any" | "all", argument=argument) if argument is not None:
                yield self._rows(self.trace.of(node, row), node, argument)
            case t.Value(name=name):
                when = self._when(node)
                if when is not None:
                    yield from self._facts(when.typed, None, outcome)
                else:
                    label = value_label(self.trace.program, name)
                    yield _say(_NAMED, name=label, value=_YES_NO[outcome])
            case t.Select():
                yield from self._of_choice(node, row, outcome)
            case t.Apply(function="given", arguments=(operand,)):
                is_absent = self.trace.value(operand, row) is NOT_APPLICABLE
                value = _NOT_APPLICABLE if is_absent else _GIVEN[outcome]
                yield _say(_NAMED, name=self._label_of(operand) or _THE_VALUE, value=value)
            case _:
                yield _HOLDS[outcome]

    def _of_choice(self, node: t.Select, row: int | None, outcome: bool) -> Iterator[Both]:
        """What the side that was taken says; of one that is a literal, the condition that chose it."""
        side, left_out = self._side(node, row), self._left_out(node)
        if left_out is not None:
            yield left_out
        elif side is None:
            yield _HOLDS[outcome]
        elif isinstance(side, t.Constant):
            yield from self._facts(node.condition, row, side is node.then)
        else:
            yield from self._facts(side, row, outcome)

    def _side(self, node: t.Select, row: int | None) -> t.Typed | None:
        """The side of a choice that was taken; None of one that has another in each row, outside the rows."""
        if node.condition.type.table is not None and row is None:
            return None
        holds = self.trace.value(node.condition, row)
        return {True: node.then, False: node.otherwise}[holds] if isinstance(holds, bool) else None

    def _when(self, node: t.Typed) -> Step | None:
        """The condition under which an element or a table is applicable, where a part reads it."""
        step = self.trace.program.step(node.name) if isinstance(node, t.Value) else None
        return step if step is not None and step.kind == "when" else None

    def _left_out(self, node: t.Typed) -> Both | None:
        """That an element or a table is not applicable, where a part would have read it."""
        if isinstance(node, t.Convert):
            return self._left_out(node.operand)
        if not isinstance(node, t.Select) or self._side(node, None) is not node.otherwise:
            return None
        when = self._when(node.condition)
        name = value_label(self.trace.program, when.element.id) if when else None
        return name and _say(_NAMED, name=name, value=_NOT_APPLICABLE)

    def _rows(self, traced: Traced, node: t.Aggregate, argument: t.Typed) -> Both:
        """Which rows decided an `any` or `all`, and by what; rows that `where` leaves out are not spoken of."""
        wanted = node.function == "any"
        table = value_label(self.trace.program, node.table)
        judged = [(r, self.trace.of(argument, r.index).value) for r in traced.rows if r.kept]
        rows = [r for r, value in judged if value is not NOT_APPLICABLE]
        if not rows:
            return _say(_NO_ROW, table=table)
        if traced.value is True and not wanted:
            return _say(_ONE_ROW if len(rows) == 1 else _EVERY_ROW, table=table, count=len(rows))
        deciding = [r for r, value in judged if value is traced.value]
        told = [
            self.row(node.table, r.index, self.facts(argument, r.index, traced.value is True))
            for r in deciding[:_MOST_ROWS]
        ]
        if len(deciding) > _MOST_ROWS:
            told.append(_say(_MORE, count=len(deciding) - _MOST_ROWS))
        return _say(_ROWS, table=table, rows=_joined(BETWEEN, told))

    def row(self, table: str, index: int, facts: Both) -> Both:
        """A row (from 0) by its number and name, with the figures that decided."""
        name = row_label(self.trace.program.tables[table], self.trace.inventory.tables[table][index])
        return _say(_ROW_NAMED if name else _ROW, number=index + 1, name=name, facts=facts)

    def read(self, node: t.Typed, row: int | None) -> Both:
        """The values behind a condition that does not hold, and how they compare."""
        values = [v for part in self._beneath(node, row) if (v := self._value(part, row))]
        return _joined(BETWEEN if row is None else _WITHIN, [*values, self.facts(node, row, False)])

    def _beneath(self, node: t.Typed, row: int | None) -> Iterator[t.Typed]:
        """The named values that a condition rests on and that are not told with how they compare."""
        match node:
            case t.Compare(left=left, right=right):
                unnamed = (side for side in (left, right) if self._label_of(side) is None)
                yield from (v for side in unnamed for v in self._named(side, row))
            case t.Connect(operands=operands) | t.Apply(function="not", arguments=operands):
                for operand in operands:
                    yield from self._beneath(operand, row)
            case t.Select(condition=condition):
                side = self._side(node, row)
                if isinstance(side, t.Constant):
                    yield from self._beneath(condition, row)
                else:
                    yield from self._named(condition, row)
                    yield from () if side is None else self._beneath(side, row)
            case t.Value() | t.Apply(function="given") | t.Aggregate(function="any" | "all"):
                return
            case _:
                yield from self._named(node, row)

    def _named(self, node: t.Typed, row: int | None) -> Iterator[t.Typed]:
        """The named values of a formula in its order, those of the sides of choices that were taken.

        Not those of groups of rows, of which each row has others, nor conditions of elements and tables.
        """
        match node:
            case t.Value() | t.Follow():
                yield from () if self._when(node) else (node,)
            case t.Aggregate(by=by) if by is not None:
                return
            case t.Select(condition=condition) if (side := self._side(node, row)) is not None:
                yield from self._named(condition, row)
                yield from self._named(side, row)
            case t.Aggregate():
                yield from (named for part in t.parts(node) for named in self._named(part, None))
            case _:
                yield from (named for part in t.parts(node) for named in self._named(part, row))

    def _value(self, node: t.Typed, row: int | None) -> Both | None:
        """A named value; of a column outside its rows the first of all its values."""
        label = self._label_of(node)
        if label is None or node.type.table is None or row is not None:
            return label and self._term(node, self.trace.value(node, row), self._options(node))
        rows = range(len(self.trace.inventory.tables[node.type.table]))
        shown = [_shown(node, self.trace.value(node, i), self._options(node)) for i in rows[:_MOST_ROWS]]
        if len(rows) > _MOST_ROWS:
            shown.append(_say(_MORE, count=len(rows) - _MOST_ROWS))
        return _say(_NAMED, name=label, value=tuple(shown)) if shown else None

    def _options(self, node: t.Typed) -> Mapping[str, Mapping[str, str]]:
        """The texts that an input may have, with their labels; none for anything else."""
        if not isinstance(node, t.Value):
            return {}
        table, _, column = node.name.partition(".")
        own = self.trace.program.tables.get(table)
        field = own.columns.get(column) if own else self.trace.program.fields.get(node.name)
        return field.options or {} if field else {}

    def _term(
        self,
        node: t.Typed,
        value: Datum | None,
        named: Mapping[str, Mapping[str, str]],
        digits: int = _FEW_DIGITS,
    ) -> Both:
        """One side of a comparison: its label where it has one, and its value."""
        shown, label = (
            _shown(node, value, named, digits),
            self._label_of(node) or (self._folded(node) if self.in_full or _is_count(node) else None),
        )
        return Both(en=f"{label.en} {shown.en}", zh=f"{label.zh} {shown.zh}") if label else shown

    def _label_of(self, node: t.Typed) -> Both | None:
        """The label of a named value, in its own or another unit, or behind a reference; None for anything else."""
        match node:
            case t.Convert(operand=t.Value(name=name)) | t.Value(name=name):
                return value_label(self.trace.program, name)
            case t.Follow(target=target):
                return self._label_of(target)
            case t.Select(condition=condition, then=then) if self._when(condition):
                return self._label_of(then)
        return None

    def _folded(self, node: t.Typed) -> Both | None:
        """What a sum, a count or the like is of: a column, else the table that it runs over; None of anything else."""
        if isinstance(node, t.Convert):
            return self._folded(node.operand)
        if not isinstance(node, t.Aggregate) or node.function not in _FOLDED:
            return None
        of_column, of_rows = _FOLDED[node.function]
        label = None if node.argument is None else self._label_of(node.argument)
        table = value_label(self.trace.program, node.table)
        said = _say(of_rows, table=table) if label is None else _say(of_column, name=label, table=table)
        return said if node.where is None else _say(_SOME_ROWS, said=said)


def _is_count(node: t.Typed) -> bool:
    return isinstance(node, t.Aggregate) and node.function == "count"


def _digits(first: Datum | None, second: Datum | None) -> int:
    """How many digits tell two numbers that are not equal from each other."""
    digits = _FEW_DIGITS
    if isinstance(first, Decimal) and isinstance(second, Decimal) and not agree(first, second):
        if abs(first - second) > max(abs(first), abs(second)).scaleb(1 - _FEW_DIGITS):
            return digits
        while significant(first, digits) == significant(second, digits):
            digits += 1
    return digits


def _shown(
    node: t.Typed,
    value: Datum | None,
    named: Mapping[str, Mapping[str, str]],
    digits: int = _FEW_DIGITS,
) -> Both:
    """The value of a part of a formula."""
    if isinstance(value, Decimal):
        amount = figure(value, node.type.unit, digits)
        return Both(en=amount, zh=amount)
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, Absent):
        return Both(en=ABSENT_LABELS[value.value]["en"], zh=ABSENT_LABELS[value.value]["zh"])
    labels = named.get(str(value), {})
    return Both(en=labels.get("en") or str(value), zh=labels.get("zh") or str(value))
