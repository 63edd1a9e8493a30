"""What a footprint is for, in words: the functional or declared unit, and the basis that one inventory describes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Language, Texts
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.program import Program
from ruleengine.program.texts import with_parameters

_NAMES: Mapping[str, Texts] = {
    "functional": ("functional unit", "功能单位"),
    "declared": ("declared unit", "声明单位"),
    "basis": ("basis", "计量基准"),
}
_NAMED: Texts = ("{name}: {text}", "{name}：{text}")


@frozen
class UnitInWords:
    """What an amount is for: `kind` is `functional`, `declared` or `basis`; `text` says it, `short` in few words.

    `amount` and `unit` say the same to machines, where the rules state them.
    """

    kind: str
    text: Mapping[str, str]
    short: Mapping[str, str] | None
    amount: Decimal | None = None
    unit: str | None = None

    def said(self, language: Language) -> str:
        """Its kind and its words: `functional unit: 1 000 lm × 35 000 h`."""
        name, text = in_words(_NAMES[self.kind], language), self.words[language]
        return in_words(_NAMED, language, name=name, text=text)

    @property
    def paired(self) -> str:
        """Its kind and its words, Chinese and then English, in one line."""
        return f"{self.said('zh')} / {self.said('en')}"

    @property
    def words(self) -> Mapping[str, str]:
        """Its words, the few where there are such."""
        return self.short or self.text


def text_of(program: Program, section: str, field: str | None) -> Mapping[str, str] | None:
    """A text of a single section, numbers put in; None where it is not there."""
    element = program.resolved.singles.get(section)
    value = None if element is None else element.fields if field is None else element.fields.get(field)
    if value is None:
        return None
    return {k: with_parameters(program, v) for k, v in as_text_pair(value).items()}


def unit_of_analysis(program: Program) -> UnitInWords | None:
    """The functional or declared unit; only bases have none."""
    for kind in ("functional", "declared"):
        text = text_of(program, f"{kind}_unit", "text")
        if text is not None:
            fields = program.resolved.singles[f"{kind}_unit"].fields
            amount, unit = fields.get("amount"), fields.get("unit")
            return UnitInWords(
                kind, text, text_of(program, f"{kind}_unit", "short"),
                Decimal(amount) if isinstance(amount, int | Decimal) else None, None if unit is None else str(unit),
            )  # fmt: skip
    return None


def basis_of(program: Program) -> UnitInWords | None:
    """What one inventory describes."""
    text = text_of(program, "basis", None)
    return None if text is None else UnitInWords("basis", text, None)


def said(unit: UnitInWords | None, language: Language) -> str:
    """The words of a unit; empty where there is none."""
    return "" if unit is None else unit.said(language)


def unit_in_both(program: Program) -> str:
    """` / 1 000 lm × 35 000 h`: what the footprint per unit is for, in both languages where they differ."""
    unit = unit_of_analysis(program)
    if unit is None:
        return ""
    return " / " + " ".join(dict.fromkeys((unit.words["zh"], unit.words["en"])))
