"""Lint of labels: a text that names an input by its label, and a check that does not look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ruleengine.check.lints.read_names import not_read
from ruleengine.check.lints.remark import Remark, is_own, own_elements, remark
from ruleengine.diagnostics.facts import Both
from ruleengine.language import Language
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, Program
from ruleengine.resolve.resolved import ResolvedElement

#: A label in both languages.
LabelTexts = tuple[str, str]
#: Shorter ones are words of every day: of a number two words, of a table one.
_LEAST = 3


def check_labels(program: Program) -> Iterator[Remark]:
    """Requirements whose text names a number, a yes or no, or a table by its label, and whose check does not (W543).

    A label counts where it stands in both languages and belongs to one input alone; what a longer label covers is no
    label of its own.
    """
    checks = {r.element.name: [s for s in (r.check, r.applies) if s] for r in program.requirements if r.check}
    of = ("text", "check", "applies")
    elements = [e for e in own_elements(program, "requirements", of=of) if e.name in checks]
    labels = sorted(_labels(program).items(), key=lambda item: -len(item[0][0]))
    said = {e.name: dict(_said(e, labels)) for e in elements}
    unread = not_read(program, checks, {e: [*names] for e, names in said.items() if names})
    for element in elements:
        for name in unread.get(element.name, ()):
            field = next(f for f in of if is_own(program, element, f))
            zh, en = said[element.name][name]
            yield remark("W543.label", element, field, name=name, label=Both(en, zh))


def _labels(program: Program) -> Mapping[LabelTexts, str]:
    """The labels that one input, column or table alone has, with its name."""
    found: dict[LabelTexts, list[str]] = {}
    for name, field in program.fields.items():
        _add(found, name, field)
    for table in program.tables.values():
        for column, field in table.columns.items():
            _add(found, f"{table.name}.{column}", field)
        label = as_map(program.resolved.elements[f"inputs.{table.name}"].fields.get("label"))
        found.setdefault((str(label.get("zh")), str(label.get("en"))), []).append(table.name)
    return {label: names[0] for label, names in found.items() if len(names) == 1 and len(label[0]) >= _LEAST}


def _add(found: dict[LabelTexts, list[str]], name: str, field: Field) -> None:
    """A number or a yes or no with its label of two words or more; others are words that texts use for much else."""
    if " " in field.label["en"]:
        is_looked_for = field.type.kind in ("number", "boolean")
        label = (field.label["zh"], field.label["en"])
        found.setdefault(label, []).extend([name] if is_looked_for else [name, name])


def _said(
    element: ResolvedElement, labels: Sequence[tuple[LabelTexts, str]]
) -> Iterator[tuple[str, LabelTexts]]:
    """The names whose labels stand in both texts of a requirement, longer labels first."""
    text = as_map(element.fields.get("text"))
    words: dict[Language, str] = {
        "zh": str(text.get("zh", "")),
        "en": " ".join(str(text.get("en", "")).split()),
    }
    for (zh, en), name in labels:
        if zh not in words["zh"]:
            continue
        pattern = re.compile(rf"(?<!\w){re.escape(en)}(?!\w)", re.IGNORECASE)
        if pattern.search(words["en"]):
            words = {"zh": words["zh"].replace(zh, "_"), "en": pattern.sub("_", words["en"])}
            yield name, (zh, en)
