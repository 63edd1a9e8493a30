"""A calculation as the text of a file: in Chinese and then in English, so that it does not depend on who writes it."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.diagnostics import Diagnostic
from ruleengine.language import Language
from ruleengine.run.explain import as_tree_text, explanation
from ruleengine.run.result import Result
from ruleengine.run.summary import summary


def calculation_text(
    result: Result, language: Language, warnings: Sequence[Diagnostic] = (), *, explained: bool = True
) -> str:
    """The summary in one language, and the explanation as a tree below it where it is wanted."""
    tree = "\n\n" + as_tree_text(explanation(result, language)) if explained else ""
    return summary(result, language, warnings) + tree


def calculation_file(result: Result, warnings: Sequence[Diagnostic] = (), *, explained: bool = True) -> str:
    """The text of a file, without a line end behind it."""
    chinese, english = (calculation_text(result, x, warnings, explained=explained) for x in ("zh", "en"))
    return f"{chinese}\n\n\n{english}"
