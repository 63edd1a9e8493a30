"""The registry: every rule set and factor table with what it can be found by."""

from __future__ import annotations

from collections.abc import Sequence

from ruleengine.language import LANGUAGES, Language
from ruleengine.site.made import Made, RegistryRow
from ruleengine.site.rendering import fragment, page, words


def registry_files(rows: Sequence[RegistryRow], feeds: Sequence[tuple[str, str]]) -> Made:
    """The page of the registry; a table, which a script filters where there is one."""
    files = {}
    for language in LANGUAGES:
        parts = {
            kind: fragment(
                "registry", language, rows=shown, kind=kind, titles=_titles(shown, language),
                stages=sorted({row.stage for row, _ in shown if row.stage}),
            )
            for kind in ("rule_sets", "tables")
            if (shown := _shown(rows, kind))
        }  # fmt: skip
        text = page("registry", words()["registry"][language], language, parts=parts, feeds=feeds, root="../")
        files[f"{language}/rules/index.md"] = text.encode()
    return Made(files)


def _shown(rows: Sequence[RegistryRow], kind: str) -> list[tuple[RegistryRow, bool]]:
    """The rows of a kind with whether each is the latest of its id; versions of one id with the latest first."""
    found: list[tuple[RegistryRow, bool]] = []
    for row in rows:  # versions of an id are in ascending order
        if row.kind == kind:
            at = next((i for i, (other, _) in enumerate(found) if other.id == row.id), len(found))
            found[at:at] = [(row, True)]
            found[at + 1 :] = [(r, latest and r.id != row.id) for r, latest in found[at + 1 :]]
    return found


def _titles(rows: Sequence[tuple[RegistryRow, bool]], language: Language) -> list[tuple[str, str]]:
    """The categories to choose from: id and title of the latest version."""
    return [(row.id, row.title[language]) for row, latest in rows if latest]
