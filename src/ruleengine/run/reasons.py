"""What a verdict rests on, in both languages: figures and limits, and of tables the rows that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import figure
from ruleengine.formula import typed as t
from ruleengine.inventory.model import NOT_APPLICABLE
from ruleengine.language import LANGUAGES, Language, Texts
from ruleengine.program.program import Step
from ruleengine.run.labels import row_label, value_label
from ruleengine.run.missing import missing_inputs
from ruleengine.run.trace import Trace, Traced, TracedRow

#: How many rows of a table are named.
_MOST_ROWS = 8

_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_YES_NO: dict[bool, Texts] = {True: ("yes", "是"), False: ("no", "否")}
_GIVEN: dict[bool, Texts] = {True: ("given", "已给出"), False: ("not given", "未给出")}
_HOLDS: dict[bool, Texts] = {True: ("holds", "条件成立"), False: ("does not hold", "条件不成立")}
_COMPARED: dict[bool, Texts] = {
    True: ("{left} {sign} {right}", "{left} {sign} {right}"),
    False: ("{left} {sign} {right} (does not hold)", "{left} {sign} {right}（不成立）"),
}
_NAMED: Texts = ("{name}: {value}", "{name}：{value}")
_THE_VALUE: Texts = ("the value", "该值")
_MISSING: Texts = ("missing: {names:list}", "缺少数据：{names:list}")
_BETWEEN: Texts = ("; ", "；")
_WITHIN: Texts = (", ", "，")
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
    return {language: _Reasons(trace, language).facts(check.typed, None, outcome) for language in _ORDER}


def reason_missing(trace: Trace, step: Step) -> Mapping[str, str]:
    """What is missing behind a step that could not be evaluated."""
    names = dict.fromkeys(found.name for found in missing_inputs(trace, step))

    def listed(language: Language) -> str:
        labels = dict.fromkeys(value_label(trace.program, name, language) for name in names)
        return Speaker(language)(_MISSING, names=tuple(labels))

    return {language: listed(language) for language in _ORDER}


_ORDER: Sequence[Language] = tuple(reversed(LANGUAGES))


@frozen
class _Reasons:
    trace: Trace
    language: Language

    def say(self, texts: Texts, **facts: str | int | tuple[str, ...]) -> str:
        return Speaker(self.language)(texts, **facts)

    def label(self, name: str) -> str:
        return value_label(self.trace.program, name, self.language)

    def facts(self, node: t.Typed, row: int | None, outcome: bool) -> str:
        """All figures behind a condition, each once."""
        between = self.say(_BETWEEN if row is None else _WITHIN)
        return between.join(dict.fromkeys(self._facts(node, row, outcome)))

    def _facts(self, node: t.Typed, row: int | None, outcome: bool) -> Iterator[str]:
        match node:
            case t.Compare(left=left, right=right):
                named = {**self._options(left), **self._options(right)}
                first, second = (self._term(side, row, named) for side in (left, right))
                yield self.say(_COMPARED[outcome], left=first, sign=_SIGNS[node.operator], right=second)
            case t.Connect(operands=operands):
                for operand in operands:
                    if self.trace.of(operand, row).value is outcome:
                        yield from self._facts(operand, row, outcome)
            case t.Apply(function="not", arguments=(operand,)):
                yield from self._facts(operand, row, not outcome)
            case t.Aggregate(function="any" | "all", argument=argument) if argument is not None:
                yield self._rows(self.trace.of(node, row), node, argument)
            case t.Value():
                yield self.say(_NAMED, name=self.label(node.name), value=self.say(_YES_NO[outcome]))
            case t.Apply(function="given", arguments=(operand,)):
                name = self._label_of(operand) or self.say(_THE_VALUE)
                yield self.say(_NAMED, name=name, value=self.say(_GIVEN[outcome]))
            case _:
                yield self.say(_HOLDS[outcome])

    def _rows(self, traced: Traced, node: t.Aggregate, argument: t.Typed) -> str:
        """Which rows decided an `any` or `all`, and by what; rows that `where` leaves out are not spoken of."""
        wanted = node.function == "any"
        table = self.label(node.table)
        judged = [(r, self.trace.of(argument, r.index).value) for r in traced.rows if r.kept]
        rows = [r for r, value in judged if value is not NOT_APPLICABLE]
        if not rows:
            return self.say(_NO_ROW, table=table)
        if traced.value is True and not wanted:
            return self.say(_ONE_ROW if len(rows) == 1 else _EVERY_ROW, table=table, count=len(rows))
        deciding = [r for r, value in judged if value is traced.value]
        told = [self._row(node.table, r, argument, traced.value is True) for r in deciding[:_MOST_ROWS]]
        if len(deciding) > _MOST_ROWS:
            told.append(self.say(_MORE, count=len(deciding) - _MOST_ROWS))
        return self.say(_ROWS, table=table, rows=self.say(_BETWEEN).join(told))

    def _row(self, table: str, row: TracedRow, argument: t.Typed, outcome: bool) -> str:
        """A row by its number and name, with the figures that decided."""
        name = row_label(self.trace.program.tables[table], self.trace.inventory.tables[table][row.index])
        facts = self.facts(argument, row.index, outcome)
        return self.say(_ROW_NAMED if name else _ROW, number=row.index + 1, name=name, facts=facts)

    def _options(self, node: t.Typed) -> Mapping[str, Mapping[str, str]]:
        """The texts that an input may have, with their labels; none for anything else."""
        if not isinstance(node, t.Value):
            return {}
        table, _, column = node.name.partition(".")
        own = self.trace.program.tables.get(table)
        field = own.columns.get(column) if own else self.trace.program.fields.get(node.name)
        return field.options or {} if field else {}

    def _term(self, node: t.Typed, row: int | None, named: Mapping[str, Mapping[str, str]]) -> str:
        """One side of a comparison: its label where it has one, and its value."""
        value = self.trace.of(node, row).value
        if isinstance(value, Decimal):
            shown = figure(value, node.type.unit)
        elif isinstance(value, bool):
            shown = self.say(_YES_NO[value])
        else:
            shown = named.get(str(value), {}).get(self.language) or str(value)
        label = self._label_of(node)
        return f"{label} {shown}" if label else shown

    def _label_of(self, node: t.Typed) -> str | None:
        """The label of a named value, in its own or another unit, or behind a reference; None for anything else."""
        match node:
            case t.Convert(operand=t.Value(name=name)) | t.Value(name=name):
                return self.label(name)
            case t.Follow(target=target):
                return self._label_of(target)
        return None
