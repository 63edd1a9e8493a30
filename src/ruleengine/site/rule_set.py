"""The pages and downloads of one version of a rule set, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from ruleengine.documents.reference_rules import piece, rule_set_view
from ruleengine.documents.text import pair
from ruleengine.documents.view import checklist_view
from ruleengine.documents.view_types import View
from ruleengine.language import LANGUAGES, Language
from ruleengine.pipeline import program_of
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference
from ruleengine.site.downloads import Download, downloads
from ruleengine.site.examples import Example, examples
from ruleengine.site.made import Made
from ruleengine.site.registry_row import row_of
from ruleengine.site.rendering import fragment, framed, heading, page
from ruleengine.site.tested import Tested, tested

if TYPE_CHECKING:
    from ruleengine.documents.preparation import Json

#: The pages of a version in their order; the first is the page of its folder.
PAGES = ("overview", "inputs", "formulas", "parameters", "requirements", "tests", "example", "sources")
#: What is not there for a rule set that nothing is calculated with alone.
_WITH_RESULT = ("example",)

#: What stands right below the title of its page.
_TOP = ("formulas", "sources")


def file_name(name: str) -> str:
    """The file of a page without its ending."""
    return "index" if name == "overview" else name


def folder_of(reference: Reference) -> str:
    """Where the pages of a version stand in the tree of a language."""
    return f"rules/{reference.id}/{reference.version}"


@frozen
class _Version:
    """A version of a rule set with all that its pages show."""

    library: Library
    program: Program
    tested: Tested | None
    examples: Sequence[Example]
    views: Mapping[Language, View]
    downloads: Sequence[Download]
    feeds: Sequence[tuple[str, str]]

    @property
    def reference(self) -> Reference:
        return self.program.resolved.reference

    @property
    def pages(self) -> tuple[str, ...]:
        """The names of the pages that there are."""
        abstract = self.program.resolved.own.abstract
        return tuple(name for name in PAGES if not (abstract and name in _WITH_RESULT))

    @property
    def others(self) -> list[str]:
        """The other versions of the rule set, the latest first."""
        known = self.library.versions().get(self.reference.id, [])
        return [str(v) for v in reversed(known) if v != self.reference.version]


def rule_set_files(library: Library, reference: Reference, feeds: Sequence[tuple[str, str]]) -> Made:
    """The pages and downloads of a version; raises `Refused` for a file that is not in order."""
    program = program_of(library, reference)
    views = {x: checklist_view(program, None, x) for x in LANGUAGES}
    offered = downloads(library, program, views)
    version = _Version(
        library, program, tested(library, reference), examples(library, program), views, offered, feeds
    )
    files = {}
    for language in LANGUAGES:
        for name, text in _pages(version, language):
            files[f"{language}/{folder_of(reference)}/{file_name(name)}.md"] = text.encode()
    content = {download.file: download.content() for download in offered}  # printing takes longest
    for language in LANGUAGES:
        folder = f"{language}/{folder_of(reference)}"
        for download in offered:
            if download.language in (None, language):
                files[f"{folder}/files/{download.file}"] = content[download.file]
    return Made(files, row_of(library, program.resolved, version.pages))


def _pages(version: _Version, language: Language) -> Iterator[tuple[str, str]]:
    view = rule_set_view(version.program, version.views[language])
    title = pair(version.program.resolved.own.header.get("title"))[language]
    root = "../" * (version.reference.id.count("/") + 3)
    facts: dict[str, object] = {
        "view": view,
        "reference": str(version.reference),
        "root": root,
        "piece": partial(_piece, view),
        "tested": version.tested,
        "examples": [e.in_language(language) for e in version.examples],
        "shown": partial(_example, language),
        "downloads": [d for d in version.downloads if d.language in (None, language)],
        "links": _links(version, root),
        "feeds": version.feeds,
    }
    for name in version.pages:
        shown = f"{title} {version.reference.version}"
        shown = shown if name == "overview" else heading(shown, name, language)
        yield name, page(f"rule_set/{name}", shown, language, row=_row(version, name, language), **facts)


def _piece(view: Mapping[str, Json], template: str) -> object:
    from markupsafe import Markup

    html = framed(piece(template, view, "sources.html"))
    # Below the title of a page stands nothing in between, as it does in documents.
    return Markup(html.replace("<h3", "<h2").replace("</h3>", "</h2>") if template in _TOP else html)


def _example(language: Language, example: Mapping[str, object]) -> object:
    return fragment("example", language, example=example)


def _row(version: _Version, current: str, language: Language) -> object:
    """The line of links to the other pages and versions."""
    names = [(name, file_name(name)) for name in version.pages]
    others = [(v, f"../{v}/{file_name(current)}.html") for v in version.others]
    return fragment("row", language, names=names, current=current, others=others)


def _links(version: _Version, root: str) -> Mapping[str, list[tuple[str, str]]]:
    """What the rule set is built on: names and where their pages stand."""
    resolved = version.program.resolved
    bases = [r.reference for r in reversed(resolved.chain[:-1])]
    tables = [t.reference for t in version.program.lookups.values()]
    return {
        "built_on": [(str(r), f"{root}{folder_of(r)}/index.html") for r in bases],
        "tables": [(str(r), f"{root}rules/{r.id}/{r.version}.html") for r in tables],
    }
