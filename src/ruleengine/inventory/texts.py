"""Texts of inventories and assessments: what is not printed as it is written is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from ruleengine.characters import code_point, hidden_in
from ruleengine.diagnostics import Report
from ruleengine.source.document import Document, Path
from ruleengine.source.shapes import texts_of
from ruleengine.source.wording import shown_text

MARKUP = re.compile(r"<[A-Za-z/!?]")
_NUMBER = (Decimal, int)


def check_texts(document: Document, report: Report) -> None:
    """Refuse hidden characters and markup (E613) in every text of a document."""
    texts: list[str] = []
    _collect(document.data, texts)
    together = "\n".join(texts)
    if hidden_in(together) is None and not MARKUP.search(together):
        return
    for path, text in texts_of(document.data):
        place, element = document.place(path), path_in_words(path)
        hidden = hidden_in(text)
        if hidden is not None:
            report.tell("E613.hidden", place, element=element, character=code_point(text[hidden]))
        elif MARKUP.search(text):
            report.tell("E613.markup", place, element=element, text=shown_text(text))


def _collect(value: object, found: list[str]) -> None:
    """Put all texts into a list, wherever they stand."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict) or (value is not None and isinstance(value, Mapping)):
        for item in value.values():
            if isinstance(item, str):
                found.append(item)
            elif item is not None and not isinstance(item, _NUMBER):
                _collect(item, found)


def path_in_words(path: Path) -> str | None:
    """The path of a value as people count: `materials row 3, mass`; of the inputs, without `values`."""
    words = [f"row {step + 1}" if isinstance(step, int) else step for step in path]
    return ", ".join(words[words[:1] == ["values"] :]).replace(", row", " row") or None
