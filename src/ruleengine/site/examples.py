"""The examples of a version: inventories beside the rules that name it, calculated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from ruleengine.diagnostics import Refused, Report
from ruleengine.documents.preparation import Json, prepare
from ruleengine.documents.view import result_view
from ruleengine.language import Language
from ruleengine.pipeline import CalculatedProduct, product_of
from ruleengine.program.program import Program
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import Reference

#: Files of examples that are no inventories.
_ASSESSMENT = re.compile(r"\.assessment\.ya?ml$")


@frozen
class Example:
    """An inventory and its result; what was wrong where it could not be calculated."""

    id: str
    product: CalculatedProduct | None
    refused: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: Language) -> Mapping[str, object]:
        """The example as its page shows it."""
        view: Mapping[str, Json] | None = None
        if self.product is not None:
            result, warnings = self.product.result, self.product.warnings
            view = prepare(result_view(result, language, warnings))
        told = [zh if language == "zh" else en for en, zh in self.refused]
        return {"id": self.id, "view": view, "refused": told}


def example_files(library: Library, reference: Reference) -> Iterator[Path]:
    """The inventories among the examples of a rule set that may be of a version, in the order of their names.

    Examples of one of several versions stand in a folder of its name (`examples/0.2.0`).
    """
    folder = re.escape(reference.id)
    found = re.compile(rf"(?:.*/)?{folder}/examples/({re.escape(str(reference.version))}/)?[^/]+\.ya?ml")
    for source in library.holdings.sources:
        for file in source.content().files:
            if source.folder and found.fullmatch(file) and not _ASSESSMENT.search(file):
                yield source.folder / file


def examples(library: Library, program: Program) -> tuple[Example, ...]:
    """The examples of a version. Inventories that name another version are none of them."""
    from ruleengine.inventory.from_document import inventory_document

    made = []
    for path in example_files(library, program.resolved.reference):
        report = Report()
        document = inventory_document(path, report, library.shown(path))
        data = document.data if document is not None else None
        if (
            document is None
            or not isinstance(data, Mapping)
            or data.get("ruleset") != str(program.resolved.reference)
        ):
            continue
        name = str(data.get("inventory"))
        try:
            made.append(Example(name, product_of(program, document, report)))
        except Refused as refused:
            made.append(
                Example(
                    name,
                    None,
                    tuple((d.said("en").message, d.said("zh").message) for d in refused.diagnostics),
                )
            )
    return tuple(made)
