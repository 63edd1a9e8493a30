"""Texts of inventories and assessments: what is not printed as it is written is refused."""

from __future__ import annotations

import re

from ruleengine.characters import code_point, hidden_in
from ruleengine.diagnostics import Report
from ruleengine.source.document import Document, Path
from ruleengine.source.shapes import texts_of
from ruleengine.source.wording import shown_text

MARKUP = re.compile(r"<[A-Za-z/!?]")


def check_texts(document: Document, report: Report) -> None:
    """Refuse hidden characters and markup (E613) in every text of a document."""
    for path, text in texts_of(document.data):
        place, element = document.place(path), path_in_words(path)
        hidden = hidden_in(text)
        if hidden is not None:
            report.tell("E613.hidden", place, element=element, character=code_point(text[hidden]))
        elif MARKUP.search(text):
            report.tell("E613.markup", place, element=element, text=shown_text(text))


def path_in_words(path: Path) -> str | None:
    """The path of a value as people count: `materials row 3, mass`; of the inputs, without `values`."""
    words = [f"row {step + 1}" if isinstance(step, int) else step for step in path]
    return ", ".join(words[words[:1] == ["values"] :]).replace(", row", " row") or None
