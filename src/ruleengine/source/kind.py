"""What kind of file this is, by what it holds and not by its name: asked once, before its content is criticised."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path as FilePath

from ruleengine.diagnostics import Phrase, Place, Report
from ruleengine.source.document import Document
from ruleengine.source.paths import ending_of
from ruleengine.source.reader import raw_bytes, read_bytes
from ruleengine.source.shapes import check_shape
from ruleengine.source.wording import shown_text

#: Kinds of files that only `batch` reads.
PORTFOLIOS = ("csv", "json_lines", "parquet")
#: The first bytes of files that are no text.
_MAGIC = (
    (b"PAR1", "parquet"), (b"%PDF-", "pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"), (b"\x1f\x8b", "gzip"),
)  # fmt: skip
#: The key at the top that tells our own kinds, the more special one first.
_OWN = (
    ("result_record", "result"), ("assessment", "assessment"), ("tests", "tests"), ("scenarios", "scenarios"),
    ("assumptions", "assumptions"), ("table", "factor_table"), ("inventory", "inventory"), ("comments", "comments"),
    ("crosswalk", "crosswalk"),
)  # fmt: skip
#: All keys at the top that tell our own kinds.
TOP_KEYS = ("ruleset", *(key for key, _ in reversed(_OWN)), "status")
#: Keys at the top that tell formats of others.
_OTHERS = (
    ("pcf", "pact"), ("declaredUnitOfMeasurement", "pact"), ("processDataSet", "tidas"), ("flowDataSet", "tidas"),
    ("flowPropertyDataSet", "tidas"), ("unitGroupDataSet", "tidas"), ("processInformation", "ilcd"),
    ("flowInformation", "ilcd"), ("lciaResults", "epd"), ("LCIAResults", "epd"), ("doctype", "epd"),
)  # fmt: skip
#: Words in the root of an XML file.
_XML = (
    ("iai.kit.edu/EPD", "epd"), ("lca.jrc.it/ILCD", "ilcd"), ("lca.jrc.ec.europa.eu", "ilcd"), ("ILCD", "ilcd"),
    ("ecoSpold", "ecospold"), ("EcoSpold", "ecospold"), ("<html", "html"), ("<!DOCTYPE html", "html"),
)  # fmt: skip
_HEAD = 4_000
_LOCKED = re.compile(r"[a-z0-9/-]+@[0-9]+\.[0-9]+\.[0-9]+\Z")


def kind_of_bytes(raw: bytes) -> str | None:
    """The kind of a file that is no YAML or JSON; None where it may be."""
    for beginning, kind in _MAGIC:
        if raw.startswith(beginning):
            return kind
    if raw.startswith(b"PK\x03\x04"):
        return "excel" if b"xl/" in raw else "zip"
    head = raw[:_HEAD].decode("utf-8-sig", errors="replace").lstrip()
    if head.startswith("<"):
        found = (kind for word, kind in _XML if word in head)
        return next(found, "xml")
    return _kind_of_lines(head.splitlines())


def kind_of_stream(raw: bytes) -> str | None:
    """The kind of what has no name, by its beginning; one line is one of JSON or the header of a table."""
    text = raw.removeprefix(BOM_UTF8).lstrip()
    first, _, more = text.partition(b"\n")
    kind = kind_of_bytes(raw) or (None if _may_be_document(text) else "csv")
    if kind is None and first.startswith(b"{") and (first.rstrip().endswith(b"}") or not more):
        kind = "json_lines"
    document = None if kind else read_bytes(raw, "-", Report())
    return kind if document is None else kind_of_data(document.data)


def _kind_of_lines(lines: list[str]) -> str | None:
    """Files of lines: one JSON object a line, or cells set apart by one sign, as many in each line."""
    first, second = (lines[0], lines[1]) if len(lines) > 1 else ("", "")
    if first.startswith("{") and first.rstrip().endswith("}") and second.startswith("{"):
        return "json_lines"
    for sign in ",;\t":
        cells = first.count(sign)
        if cells and second.count(sign) == cells and not re.search(r"[:{}\[\]]\s|^\s|[:{\[]$", first):
            return "csv"
    return None


def _kind_of_name(path: FilePath, raw: bytes) -> str | None:
    """The kind of a file that is too short to tell: a header without rows, one product on one line."""
    ending = ending_of(path)
    if ending in (".csv", ".tsv") and not _may_be_document(raw):
        return "csv"
    return "json_lines" if ending in (".jsonl", ".ndjson") and raw.lstrip().startswith(b"{") else None


def _may_be_document(raw: bytes) -> bool:
    """Whether the first line may be one of YAML or JSON: it opens a bracket or has a key."""
    lines = raw[:_HEAD].splitlines()
    return bool(lines and re.match(rb"\s*[{\[]|[^,;\t]*:(\s|\Z)", lines[0]))


def kind_of_data(data: object) -> str:
    """The kind of what was read as YAML or JSON: one of our own, of a format of others, `text` or `other`."""
    if isinstance(data, list) and data and isinstance(data[0], Mapping):
        inner = kind_of_data(data[0])
        return inner if inner == "pact" else "other"
    if not isinstance(data, Mapping):
        return "other" if data is None or isinstance(data, list) else "text"
    own = next((kind for key, kind in _OWN if key in data), None)
    if own == "inventory" and "declaration" in data:
        return "assessment"
    if own is None and isinstance(data.get("status"), Mapping):
        return "status"
    if own is None and "ruleset" in data:
        return "inventory" if "values" in data and "version" not in data else "ruleset"
    if own is not None:
        return own
    others = next((kind for key, kind in _OTHERS if key in data), None)
    if others is not None:
        return others
    if isinstance(data.get("data"), list):
        return kind_of_data(data["data"])
    return "lock" if data and all(_LOCKED.match(str(key)) for key in data) else "other"


def read_any(
    path: FilePath, report: Report, shown: str | None = None, raw: bytes | None = None
) -> tuple[str | None, Document | None]:
    """The kind of a file and, where it is YAML or JSON, its document; no kind where it cannot be read (told).

    `raw` is what was read of it already: what a pipe holds can be read once only.
    """
    name = shown or path.as_posix()
    raw = raw_bytes(path, report, name) if raw is None else raw
    if raw is None:
        return None, None
    kind = kind_of_bytes(raw) or _kind_of_name(path, raw)
    if kind is not None:
        return kind, None
    document = read_bytes(raw, name, report)
    return (None, None) if document is None else (kind_of_data(document.data), document)


def read_of_kind(
    path: FilePath, kind: str, report: Report, shown: str | None = None, raw: bytes | None = None
) -> Document | None:
    """Read a file of a kind and of its shape; else None, with all errors in `report`. `raw` as in `read_any`.

    A file of another kind is told as that (E310), and nothing else of it.
    """
    found, document = read_any(path, report, shown, raw)
    if found is None:
        return None
    if found not in (kind, "other"):
        tell_kind(found, kind, shown or path.as_posix(), report, document)
        return None
    return document if document is not None and check_shape(document, kind, report) else None


def tell_kind(found: str, due: str, name: str, report: Report, document: Document | None = None) -> None:
    """Tell that a file is of another kind than the one that is due (E310), and what it is for."""
    data = document.data if document is not None and isinstance(document.data, dict) else {}
    inside = data.get("inventory") if found == "assessment" and due == "inventory" else None
    report.tell(
        "E310.kind", Place(name, *((1, 1) if document is not None else ())), file=shown_text(name),
        kind=Phrase(f"file.{found}"), due=Phrase(f"file.{due}"), use=Phrase(f"use.{found}"),
        inside=shown_text(inside) if isinstance(inside, str) else None,
    )  # fmt: skip
