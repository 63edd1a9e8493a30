"""Whether the results of two versions can be subtracted, and what has to be said beside a difference.

Amounts are subtracted only where they are for the same unit of analysis; stages stand side by side in any case. That
boundary, species counted or the way of weighing gases differ is said, since a part of the difference is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ruleengine.diagnostics.facts import Both, Fact, in_words
from ruleengine.language import Language, Texts
from ruleengine.program.program import Program
from ruleengine.run.unit_of_analysis import UnitInWords, basis_of, unit_of_analysis

_UNITS: Texts = (
    "results are for another unit, {old} and {new}: differences are withheld, and stages stand side by side",
    "两个版本的结果所对应的单位不同（{old}；{new}）：不给出差值，各阶段并列给出",
)
_BASES: Texts = (
    "totals and stages are for another basis, {old} and {new}: their differences are withheld",
    "总量和各阶段所对应的计量基准不同（{old}；{new}）：不给出其差值",
)
_WORDS: Texts = (
    "the new version describes its unit otherwise: {new}", "新版本对单位的表述不同：{new}",
)  # fmt: skip
_BOUNDARY: Texts = ("the system boundary differs: {old} and {new}", "系统边界不同：{old}和{new}")
_STAGES: Texts = (
    "the boundary has other stages: {old:list}; {new:list}", "边界所含阶段不同：{old:list}；{new:list}",
)  # fmt: skip
_HEADLINE: Texts = (
    "the total adds up other species: {old:list}; {new:list}", "总量所计的排放类别不同：{old:list}；{new:list}",
)  # fmt: skip
_METHOD: Texts = (
    "another method weighs gases: {old} and {new}; a part of the difference is that of the methods",
    "气体的表征方法不同：{old}和{new}；差值中包含方法差异",
)
_DRAFT: Texts = ("{name} is a draft", "{name}为草案")


@frozen
class ComparisonRemark:
    """What is to be said beside a difference, in both languages; `key` tells machines which it is."""

    key: str
    texts: Texts
    facts: tuple[tuple[str, Fact], ...]

    def said(self, language: Language) -> str:
        """The sentence."""
        return in_words(self.texts, language, **dict(self.facts))


@frozen
class Comparability:
    """What may be subtracted, and what is to be said."""

    per_unit: bool
    totals: bool
    remarks: tuple[ComparisonRemark, ...]


def comparability(old: Program, new: Program) -> Comparability:
    """Whether results of two programs can be subtracted."""
    units = unit_of_analysis(old), unit_of_analysis(new)
    bases = basis_of(old), basis_of(new)
    same_unit, same_basis = _agree(*units), _agree(*bases)
    return Comparability(
        same_unit, same_basis, tuple(_remarks(old, new, units, bases, same_unit, same_basis))
    )


_Pair = tuple[UnitInWords | None, UnitInWords | None]


def _remarks(
    old: Program, new: Program, units: _Pair, bases: _Pair, same_unit: bool, same_basis: bool
) -> Iterator[ComparisonRemark]:
    if not same_unit:
        yield _of_words("units", _UNITS, units)
    elif _words(units[0]) != _words(units[1]):
        yield _of_words("unit_words", _WORDS, units)
    if not same_basis:
        yield _of_words("bases", _BASES, bases)
    kinds = [str(p.resolved.singles["boundary"].fields.get("type")) for p in (old, new)]
    if kinds[0] != kinds[1]:
        yield _remark("boundary", _BOUNDARY, *kinds)
    if old.stages != new.stages:
        yield _remark("stages", _STAGES, old.stages, new.stages)
    if old.headline != new.headline:
        yield _remark("headline", _HEADLINE, old.headline, new.headline)
    methods = [_methods(p) for p in (old, new)]
    if methods[0] != methods[1]:
        yield _remark("method", _METHOD, ", ".join(methods[0]) or "–", ", ".join(methods[1]) or "–")
    drafts = (str(p.resolved.reference) for p in (old, new) if not p.resolved.own.released)
    for name in dict.fromkeys(drafts):
        yield ComparisonRemark("draft", _DRAFT, (("name", name),))


def _agree(one: UnitInWords | None, other: UnitInWords | None) -> bool:
    """Whether amounts are for the same: by amount and unit where both state them, else by words."""
    if one is None or other is None:
        return one is other
    if one.kind != other.kind:
        return False
    if None not in (one.amount, one.unit, other.amount, other.unit):
        return (one.amount, one.unit) == (other.amount, other.unit)
    return one.words == other.words or one.text == other.text


def _words(unit: UnitInWords | None) -> object:
    return None if unit is None else (unit.kind, unit.text)


def _methods(program: Program) -> tuple[str, ...]:
    """The tables that turn gases into CO2e, as the formulas of the footprint read them."""
    found = {
        str(table.reference)
        for table in program.lookups.values()
        if "characterization" in table.natures.values()
    }
    return tuple(sorted(found))


def _remark(key: str, texts: Texts, old: Fact, new: Fact) -> ComparisonRemark:
    return ComparisonRemark(key, texts, (("old", old), ("new", new)))


def _of_words(key: str, texts: Texts, units: _Pair) -> ComparisonRemark:
    said = [Both("–", "–") if u is None else Both(u.text["en"], u.text["zh"]) for u in units]
    return ComparisonRemark(key, texts, (("old", said[0]), ("new", said[1])))
