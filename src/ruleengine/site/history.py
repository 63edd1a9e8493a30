"""The history of a rule set or factor table: its versions with what each changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ruleengine.compare.difference import difference
from ruleengine.compare.view import DifferenceView, difference_view
from ruleengine.documents.difference import difference_piece
from ruleengine.documents.preparation import prepare
from ruleengine.documents.reference_rules import as_piece, piece
from ruleengine.documents.text import pair
from ruleengine.documents.view import changes_view
from ruleengine.documents.view_types import Bilingual
from ruleengine.language import LANGUAGES, Language
from ruleengine.pipeline import program_of
from ruleengine.program.program import Program
from ruleengine.resolve.standing import standing_words, standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.ruleset.status import status_of_item
from ruleengine.site.made import Made
from ruleengine.site.rendering import framed, page, words


def history_files(library: Library, id_: str, feeds: Sequence[tuple[str, str]]) -> Made:
    """The page of the versions of an id; raises `Refused` for a file that is not in order."""
    references = [Reference(id_, v) for v in library.versions()[id_]]
    items: dict[Reference, Program | FactorTable] = {}
    for reference in references:
        found = library.load(reference)
        items[reference] = found if isinstance(found, FactorTable) else program_of(library, reference)
    steps = list(pairwise(references))
    files = {}
    counts: dict[str, dict[str, tuple[str, ...]]] = {str(new.version): {} for _, new in steps}
    root = "../" * (id_.count("/") + 2)
    for language in LANGUAGES:
        title = f"{_title(items[references[-1]])[language]} {words()['history'][language]}"
        came = {new: f"{step_name(old, new)}.html" for old, new in steps}
        rows = [_row(library, items[r], r, language, came.get(r)) for r in reversed(references)]
        text = page("history", title, language, id=id_, rows=rows, feeds=feeds, root=root)
        files[f"{language}/rules/{id_}/history.md"] = text.encode()
        for old, new in steps:
            name = f"{language}/rules/{id_}/{step_name(old, new)}.md"
            view = _compared(items[old], items[new], language)
            counts[str(new.version)][language] = (view.title, *view.counts)
            files[name] = _step(items[new], (old, new), view, language).encode()
    return Made(files, counts=counts)


def step_name(old: Reference, new: Reference) -> str:
    """The name of the page on which two versions are compared."""
    return f"{old.version}-{new.version}"


def _compared(old: Program | FactorTable, new: Program | FactorTable, language: Language) -> DifferenceView:
    before, after = (i if isinstance(i, FactorTable) else i.resolved for i in (old, new))
    return difference_view(difference(before, after), language)


def _step(
    new: Program | FactorTable, step: tuple[Reference, Reference], view: DifferenceView, language: Language
) -> str:
    """The page of what differs between a version and the one before it."""
    from markupsafe import Markup

    old, later = step
    title = f"{_title(new)[language]} {old.version} → {later.version}"
    shown = Markup(as_piece(difference_piece(view, language)))
    return page("step", title, language, old=str(old), new=str(later), shown=shown)


def _title(item: Program | FactorTable) -> Bilingual:
    header = item.header if isinstance(item, FactorTable) else item.resolved.own.header
    return pair(header.get("title"))


def _row(
    library: Library,
    item: Program | FactorTable,
    reference: Reference,
    language: Language,
    step: str | None,
) -> Mapping[str, object]:
    from markupsafe import Markup

    own = item if isinstance(item, FactorTable) else item.resolved.own
    status = status_of_item(own, library.status(reference))
    changes = None
    if isinstance(item, FactorTable):
        link, hash_ = f"{reference.version}.html", item.fingerprint
    else:
        link, hash_ = f"{reference.version}/index.html", item.resolved.fingerprint
        view = prepare(changes_view(item, language))
        changes = (
            Markup(framed(piece("changes", view, f"{reference.version}/sources.html")))
            if view["changes"]
            else None
        )
    return {
        "version": str(reference.version),
        "link": link,
        "words": standing_words(standings(library, [own]), reference, language),
        "released": own.released,
        "first": status.first,
        "last": status.last,
        "hash": hash_.removeprefix("sha256:"),
        "changes": changes,
        "step": step,
        "rule_set": not isinstance(item, FactorTable),
    }
