"""What every requirement comes to: satisfied, not satisfied, not evaluated and why, not applicable, or by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.figures import significant, with_unit
from ruleengine.formula import typed as t
from ruleengine.formula.units import Unit
from ruleengine.inventory.model import MISSING, NOT_APPLICABLE, Inventory
from ruleengine.program.program import Program, Requirement, Step
from ruleengine.run.exact import Calculation, Evaluator
from ruleengine.run.labels import footprint_label
from ruleengine.run.missing import missing_inputs
from ruleengine.run.values import CalculationError

SATISFIED, NOT_SATISFIED, NOT_EVALUATED = "satisfied", "not_satisfied", "not_evaluated"
NOT_APPLIED, MANUAL = "not_applicable", "manual"

_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
_WORDS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


@frozen
class Verdict:
    """The verdict on one requirement; `reason` says in both languages what it rests on."""

    requirement: str
    verb: str
    verdict: str
    reason: Mapping[str, str]


def verdicts(program: Program, inventory: Inventory, calculation: Calculation) -> tuple[Verdict, ...]:
    """The verdicts of all requirements, in their order. Runs in the caller's decimal context.

    The calculation must be without errors: a step that failed has no value, and `run` refuses it.
    """
    evaluator = Evaluator(program, inventory, calculation.values)
    judge = _Judge(program, inventory, evaluator)
    return tuple(judge.verdict(r) for r in program.requirements)


def figure(value: Decimal, unit: Unit, digits: int = 4) -> str:
    """A value with four significant digits and its unit, for reasons and explanations."""
    return with_unit(significant(value, digits), unit)


@frozen
class _Judge:
    program: Program
    inventory: Inventory
    evaluator: Evaluator

    def verdict(self, requirement: Requirement) -> Verdict:
        outcome, reason = self._outcome(requirement)
        return Verdict(requirement.id, requirement.verb, outcome, reason)

    def _outcome(self, requirement: Requirement) -> tuple[str, Mapping[str, str]]:
        applies, check = requirement.applies, requirement.check
        if applies is not None:
            value = self.evaluator.values.get(applies.name, MISSING)
            if value is False or value is NOT_APPLICABLE:
                return NOT_APPLIED, {
                    "zh": "条件不成立，本要求不适用",
                    "en": "the condition for this requirement does not hold",
                }
            if value is not True:
                return NOT_EVALUATED, self._why(applies)
        if check is None:
            return MANUAL, {"zh": "由核查员判定", "en": "to be judged by the verifier"}
        value = self.evaluator.values.get(check.name, MISSING)
        if value is NOT_APPLICABLE:
            return NOT_APPLIED, {"zh": "所涉数据不适用", "en": "the data concerned are not applicable"}
        if isinstance(value, bool):
            facts = "；".join(dict.fromkeys(self._facts(check.typed, value, "zh")))
            facts_en = "; ".join(dict.fromkeys(self._facts(check.typed, value, "en")))
            return (SATISFIED if value else NOT_SATISFIED), {"zh": facts, "en": facts_en}
        return NOT_EVALUATED, self._why(check)

    def _why(self, step: Step) -> Mapping[str, str]:
        names = missing_inputs(self.program, self.inventory, self.evaluator.values, step)
        listed = [(self.label(n.split(" (")[0], "zh"), self.label(n.split(" (")[0], "en")) for n in names]
        zh = "、".join(dict.fromkeys(z for z, _ in listed))
        en = ", ".join(dict.fromkeys(e for _, e in listed))
        return {"zh": f"缺少数据：{zh}", "en": f"missing: {en}"}

    def label(self, name: str, language: str) -> str:
        """The label of a named value; the name itself where there is none."""
        table, _, column = name.partition(".")
        if name in self.program.fields:
            return self.program.fields[name].label[language] or name
        if name in self.program.tables:
            return self.program.tables[name].label[language] or name
        if column and table in self.program.tables:
            return self.program.tables[table].columns[column].label[language] or name
        if table == "footprint":
            return footprint_label(column)[language]
        for section in ("parameters", "tables", "quantities", "emissions", "indicators"):
            element = self.program.resolved.elements.get(f"{section}.{table}")
            if element is not None:
                label = element.fields.get("label")
                return str(label.get(language, name)) if isinstance(label, Mapping) else name
        return name

    def _facts(self, node: t.Typed, outcome: bool, language: str) -> Iterator[str]:
        """The figures that made a condition come out as it did."""
        match node:
            case t.Compare(operator=operator, left=left, right=right) if node.type.table is None:
                named = {**self._options(left), **self._options(right)}
                sides = (self._term(side, named, language) for side in (left, right))
                yield f" {_WORDS[operator]} ".join(sides) + (
                    "" if outcome else ("（不成立）" if language == "zh" else " (does not hold)")
                )
            case t.Connect(operands=operands):
                for operand in operands:
                    value = self._value(operand)
                    if value is outcome:
                        yield from self._facts(operand, outcome, language)
            case t.Apply(function="not", arguments=(operand,)):
                yield from self._facts(operand, not outcome, language)
            case t.Aggregate(function="any" | "all", argument=argument) if argument is not None:
                yield self._rows(node, argument, outcome, language)
            case t.Value():
                said = _YES_NO[language][not outcome]
                yield f"{self.label(node.name, language)}{'：' if language == 'zh' else ': '}{said}"
            case t.Apply(function="given", arguments=(operand,)):
                word = ("已给出", "未给出") if language == "zh" else ("given", "not given")
                label = self._label_of(operand, language) or ("该值" if language == "zh" else "the value")
                yield f"{label}{'：' if language == 'zh' else ': '}{word[not outcome]}"
            case _:
                yield (
                    ("条件成立" if outcome else "条件不成立")
                    if language == "zh"
                    else ("holds" if outcome else "does not hold")
                )

    def _rows(self, node: t.Aggregate, argument: t.Typed, outcome: bool, language: str) -> str:
        """Which rows decided an `any` or `all`; rows that `where` leaves out are not spoken of."""
        wanted = node.function == "any"
        judged = {i: self._value(argument, i) for i in self._kept(node)}
        rows = [i for i, value in judged.items() if value is not NOT_APPLICABLE]
        if outcome is not wanted:
            if not rows:
                return "没有需要判定的行" if language == "zh" else "there is no row to judge"
            if language == "zh":
                return f"全部{len(rows)}行均{'不' if wanted else ''}符合条件"
            return f"{'no row' if wanted else 'every row'} of {len(rows)} meets the condition"
        deciding = [str(i + 1) for i in rows if judged[i] is wanted]
        shown = ", ".join(deciding[:8]) + ("…" if len(deciding) > 8 else "")
        if language == "zh":
            return f"第{shown.replace(', ', '、')}行{'' if wanted else '不'}符合条件"
        if len(deciding) == 1:
            return f"row {shown} {'meets' if wanted else 'does not meet'} the condition"
        return f"rows {shown} {'meet' if wanted else 'do not meet'} the condition"

    def _kept(self, node: t.Aggregate) -> Iterator[int]:
        """The rows for which the condition of an aggregate holds."""
        for index in range(len(self.inventory.tables[node.table])):
            if node.where is None or self._value(node.where, index) is True:
                yield index

    def _value(self, node: t.Typed, row: int | None = None) -> object:
        try:
            return self.evaluator.evaluate(node, row)
        except CalculationError:
            return MISSING

    def _options(self, node: t.Typed) -> Mapping[str, Mapping[str, str]]:
        """The texts that an input may have, with their labels; none for anything else."""
        field = self.program.fields.get(node.name) if isinstance(node, t.Value) else None
        return field.options or {} if field else {}

    def _term(self, node: t.Typed, named: Mapping[str, Mapping[str, str]], language: str) -> str:
        """One side of a comparison: its label where it has one, and its value."""
        value = self._value(node)
        if isinstance(value, Decimal):
            shown = figure(value, node.type.unit)
        elif isinstance(value, bool):
            shown = _YES_NO[language][not value]
        else:
            shown = named.get(str(value), {}).get(language) or str(value)
        label = self._label_of(node, language)
        return f"{label} {shown}" if label else shown

    def _label_of(self, node: t.Typed, language: str) -> str | None:
        """The label of a named value, in its own or another unit; None for anything else."""
        inner = node.operand if isinstance(node, t.Convert) else node
        return self.label(inner.name, language) if isinstance(inner, t.Value) else None
