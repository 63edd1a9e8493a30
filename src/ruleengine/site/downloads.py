"""What can be taken from the page of a version: checklists, empty files to fill in, and the rules as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from attrs import frozen

from ruleengine.assess.template import assessment_template
from ruleengine.documents.documents import render
from ruleengine.documents.view import checklist_view
from ruleengine.documents.view_types import View
from ruleengine.inventory.template import inventory_template
from ruleengine.language import LANGUAGES, Language
from ruleengine.program.program import Program
from ruleengine.resolve.print_json import ruleset_data, table_data
from ruleengine.resolve.print_yaml import print_resolved
from ruleengine.resolve.standing import standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.run.record.writing import plain_data


@frozen
class Download:
    """A file beside the pages; `name` is what it is called in `words.yaml`, `language` None where it has none.

    `content` gives the file, waits for it where it is still being made, and raises what was wrong.
    """

    name: str
    file: str
    content: Callable[[], bytes]
    language: Language | None = None


@cache
def _printer() -> ThreadPoolExecutor:
    """Prints beside everything else: setting a checklist takes about as long as all pages of its version."""
    return ThreadPoolExecutor(1)


def downloads(library: Library, program: Program, views: Mapping[Language, View]) -> tuple[Download, ...]:
    """The downloads of a version of a rule set, of which printing has begun; `views` are those of its checklist."""
    return tuple(_of_rule_set(library, program, views))


def table_downloads(library: Library, table: FactorTable) -> tuple[Download, ...]:
    """The downloads of a version of a factor table."""
    data = {**table_data(table), "standing": plain_data(standings(library, [table]))}
    stem = _stem(table.reference)
    return (
        Download("yaml", f"{stem}.yaml", partial(library.holdings.raw, table.reference)),
        Download("json", f"{stem}.json", partial(_json, data)),
    )


def _of_rule_set(library: Library, program: Program, views: Mapping[Language, View]) -> Iterator[Download]:
    resolved = program.resolved
    stem = _stem(resolved.reference)
    # The working paper is printed in both languages.
    printed = _printer().submit(render, checklist_view(program, None, "both"), "pdf")
    for language in LANGUAGES:
        name = f"checklist-{stem}.{language}.html"
        yield Download("checklist_html", name, partial(render, views[language], "html"), language)
    yield Download("checklist_pdf", f"checklist-{stem}.pdf", printed.result)
    if not resolved.own.abstract:
        for name, template in (("inventory", inventory_template), ("assessment", assessment_template)):
            called = "template" if name == "inventory" else name
            yield Download(called, f"{name}-{stem}.yaml", partial(_encoded, template, program, "my-product"))
    yield Download("yaml", f"{stem}.yaml", partial(library.holdings.raw, resolved.reference))
    yield Download("resolved", f"{stem}.resolved.yaml", partial(_encoded, print_resolved, resolved, True))
    data = {**ruleset_data(resolved), "standing": plain_data(resolved.standings)}
    yield Download("json", f"{stem}.json", partial(_json, data))


def _encoded(make: Callable[..., str], *facts: object) -> bytes:
    return make(*facts).encode()


def _stem(reference: Reference) -> str:
    return f"{reference.id.replace('/', '-')}-{reference.version}"


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
