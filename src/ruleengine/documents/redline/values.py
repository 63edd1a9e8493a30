"""Fields of elements as lines: a text in its languages, a formula as a formula, all else as facts with their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import field, frozen

from ruleengine.documents.notation import clean_text, number_text, unit_text
from ruleengine.documents.redline.blocks import LineStyle, Paragraph, Piece, SetFormula, joined
from ruleengine.documents.redline.words import ELEMENTS, FIELDS, VALUES, YES_NO
from ruleengine.documents.text import filled, prose
from ruleengine.documents.view_notation import Notation
from ruleengine.documents.view_types import DocumentLanguage, Expression
from ruleengine.figures import plain
from ruleengine.formula.from_text import parse
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.words import on_one_line
from ruleengine.language import Language, Texts
from ruleengine.program.program import Program
from ruleengine.resolve.identity import FORMULAS
from ruleengine.run.labels import label_of

_ORDER = {name: order for order, name in enumerate(FIELDS)}
_EQUATIONS = ("quantities", "emissions", "indicators")


@frozen
class Values:
    """How the values of one version are said in one language, or in both; of a factor table there is no program."""

    program: Program | None
    language: DocumentLanguage
    notation: Notation | None = field(init=False, repr=False)

    @notation.default
    def _notation(self) -> Notation | None:
        if self.program is None:
            return None
        return Notation(self.program, "en" if self.language == "en" else "zh")

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those of the document, Chinese first."""
        return ("zh", "en") if self.language == "both" else (self.language,)

    def words(self, texts: Texts) -> str:
        """Fixed words in the languages of the document."""
        said = dict(zip(("en", "zh"), texts, strict=True))
        return " ".join(dict.fromkeys(said[x] for x in self.languages))

    def colon(self) -> str:
        """What stands behind the name of a field."""
        return ": " if self.language == "en" else "："

    def between(self) -> str:
        """What stands between two facts on one line."""
        return "; " if self.language == "en" else "；"

    def field_words(self, name: str) -> str:
        """The name of a field."""
        known = FIELDS.get(name) or ELEMENTS.get(name)
        return self.words(known) if known else name

    def label(self, name: str) -> list[Piece]:
        """The name of a field and a colon."""
        return [Piece(self.field_words(name) + self.colon(), "soft")]

    def lines(
        self, element: str, fields: Mapping[str, object], left_out: Sequence[str] = (), prefix: str = ""
    ) -> Iterator[Paragraph]:
        """All fields but those left out: texts, then formulas, then facts on one line."""
        given = {k: v for k, v in sorted(fields.items(), key=_place) if k not in left_out}
        facts: list[list[Piece]] = []
        for name, value in given.items():
            if (found := self.fact(name, value, element)) is not None:
                facts.append([*self.label(name), *found])
            else:
                yield from self._lines_of(element, name, value, prefix)
        if facts:
            pieces = [p for n, f in enumerate(facts) for p in ([Piece(self.between(), "soft")] * bool(n) + f)]
            yield Paragraph(element, f"{prefix}facts", "fact", joined(pieces))

    def _lines_of(self, element: str, name: str, value: object, prefix: str) -> Iterator[Paragraph]:
        key = f"{prefix}{name}"
        if name in FORMULAS and isinstance(value, str):
            lead = [] if name == "formula" else self.label(name)
            yield Paragraph(element, key, "formula", (*lead, self.formula(element, name, value)))
        elif _is_text(value):
            lead = [] if name in ("text", "zh", "en") else self.label(name)
            yield from self.texts(element, key, value, "text", lead)
        elif isinstance(value, Mapping):
            for inner, item in value.items():
                lead = [*self.label(name), Piece(f"{clean_text(str(inner))} ", "id")]
                yield from self._item(element, f"{key}.{inner}", item, lead)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                said = str(item.get("zh")) if isinstance(item, Mapping) else str(number)
                yield from self._item(element, f"{key}#{said}", item, self.label(name))

    def _item(self, element: str, key: str, item: object, lead: Sequence[Piece]) -> Iterator[Paragraph]:
        if _is_text(item):
            yield from self.texts(element, key, item, "item", lead)
        elif isinstance(item, Mapping):
            yield Paragraph(element, key, "item", tuple(lead))
            yield from self.lines(element, item, prefix=f"{key}.")
        else:
            said = self.fact("", item, element) or [Piece(clean_text(str(item)))]
            yield Paragraph(element, key, "item", joined([*lead, *said]))

    def texts(
        self, element: str, key: str, value: object, style: LineStyle, lead: Sequence[Piece] = ()
    ) -> Iterator[Paragraph]:
        """A text in the languages of the document, a line each, parameters filled in; a reason with its source."""
        said = prose(value) if self.program is None else filled(self.program, value)
        source = value.get("source") if isinstance(value, Mapping) else None
        cited = [Piece(f" [{clean_text(str(source))}]", "id")] if source is not None else []
        for language in self.languages:
            text = clean_text(said[language])
            if text and not (language == "en" and self.language == "both" and said["en"] == said["zh"]):
                yield Paragraph(
                    element, f"{key}.{language}", style, joined([*lead, Piece(text), *cited]), language
                )

    def fact(self, name: str, value: object, element: str = "") -> list[Piece] | None:
        """A value that is said in a few words; None for texts, formulas and what is made of them."""
        if name in FORMULAS and isinstance(value, str):
            return None
        if value is None:
            return [Piece("—")]
        if isinstance(value, bool):
            return [Piece(self.words(YES_NO[value]))]
        if isinstance(value, int | Decimal):
            return [Piece(str(value) if name == "year" else number_text(plain(Decimal(value))))]
        if isinstance(value, str):
            return [self._word(name, value)]
        if isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
            said = [self.fact(name, item, element) or [] for item in value]
            comma = Piece(", " if self.language == "en" else "、", "soft")
            return [p for n, pieces in enumerate(said) for p in ([comma] * bool(n) + pieces)]
        return None

    def _word(self, name: str, value: str) -> Piece:
        if name == "unit":
            return Piece(unit_text(value, self.language) or "1")
        if value in (known := VALUES.get(name, {})):
            return Piece(self.words(known[value]))
        section = {"evidence": "vocabulary.evidence", "method": "vocabulary.methods"}.get(name)
        elements = self.program.resolved.elements if self.program is not None else {}
        word = elements.get(f"{section}.{value}") if section else None
        if word is not None:
            return Piece(clean_text(self.words((str(word.fields.get("en")), str(word.fields.get("zh"))))))
        return Piece(clean_text(value), "id" if name in ("source", "references", "key") else "plain")

    def formula(self, element: str, name: str, text: str) -> Piece:
        """A formula as one piece; where it cannot be read, its text alone."""
        said = on_one_line(text)
        try:
            tree = parse(said)
        except FormulaError:
            return Piece(clean_text(said), "id")
        if self.program is None or self.notation is None:
            return Piece(clean_text(said), "id")
        section, _, own = element.partition(".")
        if name == "formula" and (section in _EQUATIONS or element == "reference_flow"):
            path = (own,) if own else ("reference_flow",)
            step = self.program.step(path[0])
            set_ = self.notation.equation(path, tree, step.type.table if step is not None else None)
            return Piece(f"{path[0]} = {clean_text(said)}", "formula", formula=_formula(set_))
        return Piece(clean_text(said), "formula", formula=_formula(self.notation.expression(tree, said)))

    def named(self, fields: Mapping[str, object]) -> list[Piece]:
        """The label of an element, in bold; nothing where it has none."""
        if not isinstance(fields.get("label"), Mapping):
            return []
        said = dict.fromkeys(clean_text(label_of(fields, x, "")) for x in self.languages)
        return [Piece(" ".join(said), "strong")]


def _place(item: tuple[str, object]) -> tuple[int, str]:
    return _ORDER.get(item[0], len(_ORDER)), item[0]


def _is_text(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and value.keys() <= {"zh", "en", "source"}


def _formula(expression: Expression) -> SetFormula:
    return SetFormula(expression["box"], expression["text"])
