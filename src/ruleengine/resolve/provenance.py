"""Where what an overlay changes comes from: a number, factor table, verb or check that is changed names its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.diagnostics import Phrase, Related, Report
from ruleengine.diagnostics.field_words import VERBS
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.ruleset.model import ROUNDED_TO, Element
from ruleengine.source.document import Path

#: What decides which values of an inventory are taken, and what stands in for one.
_OF_INPUTS = ("default", "min", "max", "above", "below", "typical", "min_rows")
#: The fields with a number, a factor table, a verb or what a requirement or precondition holds a product to. Formulas
#: of values have no number of their own (E409); words, clauses, severities and the like are none.
_PROVEN: Mapping[str, tuple[str, ...]] = {
    "parameters": ("value", "unit"), "requirements": ("verb", "check", "applies"), "tables": ("table",),
    "rounding": ROUNDED_TO, "must": ("check",),
}  # fmt: skip
#: What the source of an element is cited for: the reason of a change of it may name the new one.
_SOURCED: Mapping[str, tuple[str, ...]] = {
    "parameters": ("value", "unit"), "requirements": ("verb", "text", "check", "applies"), "inputs": ("default",),
    "must": ("text", "check"),
}  # fmt: skip
#: A unit of analysis as a number, which may be added to the words of the base.
_STATED = ("amount", "unit")
_UNITS = ("functional_unit", "declared_unit")
#: Formulas need no source; who changes one that has one says where the new one is from.
_FORMULAS = ("quantities", "emissions", "indicators", "reference_flow")
#: From the strongest to the weakest.
_VERBS = tuple(VERBS)


def new_source(element: Element, base: ResolvedElement) -> str | None:
    """The source that the reason of a change names for what the source of the element is cited for."""
    cited = ("formula",) if _has_sourced_formula(base) else _SOURCED.get(element.section, ())
    is_cited = any(key in element.fields for key in cited)
    return _reason_source(element) if is_cited and "source" not in element.fields else None


def without_stale(base: ResolvedElement, fields: Mapping[str, object]) -> ResolvedElement:
    """The inherited element without what it says no longer beside the fields of an overlay.

    A basis says what was read in the source that it stands beside; a source is cited for a formula that it has, not for
    one that the authors of the overlay chose; amount, unit and short words say what the text of a unit says.
    """
    stale = {*_stale(base, fields)}
    return base.without(stale) if stale else base


def _stale(base: ResolvedElement, fields: Mapping[str, object]) -> Iterator[str]:
    if _is_other("source", base, fields):
        yield "basis"
    if _is_chosen(base, fields):
        yield "source"
    if _is_other("typical", base, fields):
        yield "typical_source"
    if base.section in _UNITS and _is_other("text", base, fields):
        yield from ("short", *_STATED)


def _is_other(key: str, base: ResolvedElement, fields: Mapping[str, object]) -> bool:
    return fields.get(key, base.fields.get(key)) != base.fields.get(key)


def _is_chosen(base: ResolvedElement, fields: Mapping[str, object]) -> bool:
    """Whether an overlay has another formula that its authors say they chose: it needs no source."""
    return _has_sourced_formula(base) and fields.get("basis") == "own" and _is_other("formula", base, fields)


def _has_sourced_formula(base: ResolvedElement) -> bool:
    return base.section in _FORMULAS and "source" in base.fields


def tell_provenance(element: Element, base: ResolvedElement, report: Report) -> None:
    """A number, a table or a verb that is changed has a source of its own (E316); a weaker verb is told (W317)."""
    for path in _unproven(element, base):
        _tell_unproven(element, base, path, report)
        break
    verb, before = str(element.fields.get("verb")), str(base.fields.get("verb"))
    if verb in _VERBS and before in _VERBS and _VERBS.index(verb) > _VERBS.index(before):
        report.tell(
            "W317.weaker", element.place("verb"), element=element.name, related=_inherited(base, ("verb",)),
            name=element.name, verb=Phrase(f"verb.{verb}"), before=Phrase(f"verb.{before}"),
            base=str(base.origins[-1]),
        )  # fmt: skip


def _tell_unproven(element: Element, base: ResolvedElement, path: Path, report: Report) -> None:
    """E316 with the way in which this element can name a source."""
    key = "E316.no_source_of_section" if element.section == element.name else "E316.no_source"
    report.tell(
        "E316.no_source_of_formula" if path == ("formula",) else key, element.place(*path), element=element.name,
        related=_inherited(base, path), name=element.name, field=".".join(map(str, path)), base=str(base.origins[-1]),
    )  # fmt: skip


def _inherited(base: ResolvedElement, path: Path) -> tuple[Related, ...]:
    return (Related("inherited", base.place(*path)),)


def _unproven(element: Element, base: ResolvedElement) -> Iterator[Path]:
    """What is changed in an element without a source of its own."""
    if _reason_source(element) is not None:
        return
    own, inherited, section = element.fields, base.fields, element.section
    if "source" not in own:
        yield from ((key,) for key in _changed(section, own, inherited))
        if _has_sourced_formula(base) and _is_other("formula", base, own) and not _is_chosen(base, own):
            yield ("formula",)
    columns, known = own.get("columns"), inherited.get("columns")
    if isinstance(columns, Mapping) and isinstance(known, Mapping):
        for name, column in columns.items():
            before = known.get(name)
            if isinstance(column, Mapping) and isinstance(before, Mapping) and "source" not in column:
                yield from (("columns", name, key) for key in _changed_input(column, before))


def _changed(section: str, own: Mapping[str, object], base: Mapping[str, object]) -> Iterator[str]:
    """The fields of an element with a number, table, verb or check that is another one than that of the base."""
    if section == "inputs":
        yield from _changed_input({**base, **own}, base)
    for key in _PROVEN.get(section, ()):
        if key in own and own[key] != base.get(key):
            yield key
    for key in _STATED if section in _UNITS else ():
        if key in own and key in base and own[key] != base[key]:
            yield key


def _changed_input(now: Mapping[str, object], base: Mapping[str, object]) -> Iterator[str]:
    """The limits and the default of an input or column that are new, others or gone, or have another unit."""
    yield from (key for key in _OF_INPUTS if now.get(key) != base.get(key))
    has_number = any(key in now for key in _OF_INPUTS if key != "min_rows")
    if has_number and now.get("unit") != base.get("unit"):
        yield "unit"


def _reason_source(element: Element) -> str | None:
    """The source that the reason of a change names."""
    because = element.fields.get("because")
    named = because.get("source") if isinstance(because, Mapping) else None
    return named if isinstance(named, str) else None
