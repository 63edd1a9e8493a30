"""The history of a rule set or factor table: its versions with what each changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from attrs import frozen

from ruleengine.compare.difference import difference
from ruleengine.compare.edits import Difference
from ruleengine.compare.view import DifferenceView, difference_view
from ruleengine.documents.difference import difference_piece
from ruleengine.documents.preparation import prepare
from ruleengine.documents.redline.document import Compared, item_of, redline_of
from ruleengine.documents.redline.writing import rendered
from ruleengine.documents.reference_rules import as_piece, piece
from ruleengine.documents.text import pair
from ruleengine.documents.view import changes_view
from ruleengine.documents.view_types import Bilingual
from ruleengine.language import LANGUAGES, Language
from ruleengine.pipeline import program_of
from ruleengine.resolve.standing import standing_words, standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.ruleset.status import status_of_item
from ruleengine.site.made import Made
from ruleengine.site.rendering import framed, heading, page

#: The forms of redlines: a page, and a file with tracked changes.
REDLINES = ("html", "docx")


def history_files(library: Library, id_: str, feeds: Sequence[tuple[str, str]]) -> Made:
    """The page of the versions of an id, and a page and redlines of each step; raises `Refused` for a file that is
    not in order.
    """
    references = [Reference(id_, v) for v in library.versions()[id_]]
    items: dict[Reference, Compared] = {}
    for reference in references:
        found = library.load(reference)
        items[reference] = found if isinstance(found, FactorTable) else program_of(library, reference)
    steps = [_Step(old, new, items[old], items[new]) for old, new in pairwise(references)]
    files: dict[str, bytes] = {}
    counts: dict[str, dict[str, tuple[str, ...]]] = {str(step.new.version): {} for step in steps}
    root = "../" * (id_.count("/") + 2)
    for language in LANGUAGES:
        folder = f"{language}/rules/{id_}"
        title = heading(_title(items[references[-1]])[language], "history", language)
        came = {step.new: step for step in steps}
        rows = [_row(library, items[r], r, language, came.get(r)) for r in reversed(references)]
        text = page("history", title, language, id=id_, rows=rows, feeds=feeds, root=root)
        files[f"{folder}/history.md"] = text.encode()
        for step in steps:
            view = difference_view(step.difference, language)
            counts[str(step.new.version)][language] = (view.title, *view.counts)
            files[f"{folder}/{step.name}.md"] = _page(step, view, language).encode()
            files |= {f"{folder}/{name}": content for name, content in _redlines(step, language)}
    return Made(files, counts=counts)


@frozen
class _Step:
    """A version and the one before it, with what each is."""

    old: Reference
    new: Reference
    before: Compared
    after: Compared

    @property
    def name(self) -> str:
        """The name of the page on which the two are compared."""
        return f"{self.old.version}-{self.new.version}"

    @cached_property
    def difference(self) -> Difference:
        """What differs."""
        return difference(item_of(self.before), item_of(self.after))

    def redline(self, language: Language, form: str) -> str:
        """The file of a redline of the two, from the page of their difference."""
        return f"files/redline-{self.new.id.replace('/', '-')}-{self.name}.{language}.{form}"


def _redlines(step: _Step, language: Language) -> Iterator[tuple[str, bytes]]:
    document = redline_of(step.difference, step.before, step.after, language)
    for form in REDLINES:
        yield step.redline(language, form), rendered(document, form, author="ruleengine")


def _page(step: _Step, view: DifferenceView, language: Language) -> str:
    """The page of what differs between a version and the one before it."""
    from markupsafe import Markup

    title = f"{_title(step.after)[language]} {step.old.version} → {step.new.version}"
    shown = Markup(as_piece(difference_piece(view, language)))
    return page(
        "step", title, language, old=str(step.old), new=str(step.new), shown=shown,
        redlines=[(form, step.redline(language, form)) for form in REDLINES],
    )  # fmt: skip


def _title(item: Compared) -> Bilingual:
    header = item.header if isinstance(item, FactorTable) else item.resolved.own.header
    return pair(header.get("title"))


def _row(
    library: Library,
    item: Compared,
    reference: Reference,
    language: Language,
    step: _Step | None,
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
        "step": f"{step.name}.html" if step else None,
        "redlines": [(form, step.redline(language, form)) for form in REDLINES] if step else [],
        "rule_set": not isinstance(item, FactorTable),
    }
