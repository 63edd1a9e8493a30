"""Several products in one folder: their documents, a page that links them, and a table of the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from ruleengine.assess.assessment import Assessment, read_assessment
from ruleengine.assess.obstacles import refuse_unless_declarable
from ruleengine.characters import width
from ruleengine.diagnostics.facts import in_words
from ruleengine.documents.checklist.sheet import ChecklistWish
from ruleengine.documents.documents import FORMATS, LANGUAGES, write_documents
from ruleengine.documents.text import filled, pair
from ruleengine.documents.view import checklist_view, declaration_view
from ruleengine.documents.view_types import Bilingual, DocumentLanguage, View
from ruleengine.documents.writing import safe_name, write_text
from ruleengine.figures import in_full
from ruleengine.language import Language, Texts
from ruleengine.program.inputs import as_map
from ruleengine.ruleset.library import Library
from ruleengine.run.calculation_text import calculation_file
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_json
from ruleengine.terminal import cut, joined, table
from ruleengine.version import __version__

#: For each kind of document: which formats in which language.
Wanted: TypeAlias = Mapping[str, Mapping[DocumentLanguage, Sequence[str]]]


@frozen
class DocumentedProduct:
    """What the index shows of a product; `documents` are (kind, path from the folder of the index)."""

    id: str
    name: Bilingual
    category: Bilingual
    ruleset: str
    standard: str | None
    value: str
    unit: Bilingual
    checks: str
    documents: tuple[tuple[str, str], ...]
    folder: str


def _documented(
    assessment: Assessment, documents: Sequence[tuple[str, str]], folder: str
) -> DocumentedProduct:
    result, resolved = assessment.result, assessment.program.resolved
    fields = resolved.singles[
        "functional_unit" if "functional_unit" in resolved.singles else "declared_unit"
    ].fields
    computed = sum(result.count(k) for k in ("satisfied", "not_satisfied", "not_evaluated"))
    number = as_map(resolved.own.header.get("standard")).get("number")
    return DocumentedProduct(
        id=assessment.id,
        name=pair(result.inventory.product.get("name")),
        category=pair(resolved.own.header.get("title")),
        ruleset=str(resolved.reference),
        standard=str(number) if number else None,
        value=in_full(result.rounded_per_unit),
        unit=filled(result.program, fields.get("short") or fields.get("text")),
        checks=f"{result.count('satisfied')} / {computed}",
        documents=tuple(documents),
        folder=folder,
    )


_KINDS: dict[str, Bilingual] = {
    "checklist": {"zh": "核查清单", "en": "verification checklist"},
    "declaration": {"zh": "符合性声明", "en": "declaration of conformity"},
}
#: The checklist is a working paper and printed in both languages; the declaration is handed out in each.
ALL: Wanted = {
    "checklist": {"zh": ("html",), "en": ("html",), "both": ("html", "pdf")},
    "declaration": dict.fromkeys(LANGUAGES, FORMATS),
}
_LANGUAGES = {"zh": "中文", "en": "English", "both": "中文 / English"}
_DATA: tuple[tuple[str, Bilingual], ...] = (
    ("calculation.txt", {"zh": "逐步过程", "en": "step by step"}),
    ("result.json", {"zh": "结果数据", "en": "result as JSON"}),
)


def document_product(
    library: Library,
    path: Path,
    folder: Path,
    wanted: Wanted | None = None,
) -> DocumentedProduct:
    """Calculate one assessment and write its result, explanation, checklist and declaration.

    `wanted` says which documents; `ALL` when not given. Raises `Refused`,
    also when the product may not be declared.
    """
    assessment, warnings = read_assessment(path, library)
    refuse_unless_declarable(assessment)
    name = safe_name(assessment.id)
    result, program = assessment.result, assessment.program
    target = folder / name
    documents: list[tuple[str, str]] = []
    views: dict[str, Callable[[DocumentLanguage], View]] = {
        "checklist": lambda language: checklist_view(
            program, result, language, warnings, ChecklistWish(), assessment
        ),
        "declaration": lambda language: declaration_view(assessment, language),
    }
    for kind, view in views.items():
        for file in write_documents(view, kind, target, (wanted or ALL)[kind]):
            documents.append((kind, f"{name}/{file.name}"))
    write_text(target / "result.json", record_json(result_record(result, warnings)) + "\n")
    write_text(target / "calculation.txt", f"{calculation_file(result, warnings)}\n")
    return _documented(assessment, documents, name)


def write_index(products: Sequence[DocumentedProduct], folder: Path) -> Path:
    """Write `index.html`, which links everything; its path."""
    from ruleengine.documents.html import environment

    rows = [
        {
            "name": p.name,
            "category": p.category,
            "ruleset": p.ruleset,
            "standard": p.standard,
            "value": p.value,
            "unit": p.unit,
            "checks": p.checks,
            "kinds": [_kind(p, kind) for kind in _KINDS],
            "data": [{"label": label, "path": f"{p.folder}/{file}"} for file, label in _DATA],
        }
        for p in products
    ]
    page = environment().get_template("index/index.html.j2").render(rows=rows, engine=__version__)
    path = folder / "index.html"
    write_text(path, page)
    return path


def _kind(product: DocumentedProduct, kind: str) -> dict[str, object]:
    """The files of one kind of document, by language and format."""
    paths = [path for k, path in product.documents if k == kind]
    languages = [
        {
            "label": label,
            "files": [
                {"form": p.rsplit(".", 1)[1].upper(), "path": p}
                for p in paths
                if p.split(".")[-2] == language
            ],
        }
        for language, label in _LANGUAGES.items()
    ]
    return {"label": _KINDS[kind], "languages": languages}


_HEAD: tuple[Texts, ...] = (
    ("product", "产品"),
    ("rule set", "规则集"),
    ("kgCO2e per unit", "单位产品kgCO2e"),
    ("unit", "单位"),
    ("checks", "判定"),
)


def table_text(products: Sequence[DocumentedProduct], language: Language = "en") -> str:
    """Product, rule set, total per unit and checks, as a table for the terminal."""
    head = [in_words(texts, language) for texts in _HEAD]
    rows = [(p.name[language], p.ruleset, p.value, p.unit[language], p.checks) for p in products]
    first, *lines = table([[cut(cell, 44) for cell in row] for row in (head, *rows)], left=(0, 1, 3))
    return joined([first, "─" * max(width(line) for line in (first, *lines)), *lines])
