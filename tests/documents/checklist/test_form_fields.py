"""The fillable PDF: a field at every place that is written in, whose form it is, what was said before, no claims."""

from __future__ import annotations

import io
import json
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from ruleengine.documents.checklist.form_fields import IDENTITY, field_name
from ruleengine.documents.checklist.sheet import ChecklistWish
from ruleengine.documents.documents import render
from tests.documents.checklist.test_sheet import assessed, rows_of, view_of

FILLABLE = ChecklistWish("working", fillable=True)


def test_every_requirement_and_value_has_its_fields(tmp_path: Path) -> None:
    assessment, name = assessed(tmp_path, "finding: conform, by: W", "finding: minor, by: W")
    view = view_of(assessment, FILLABLE)
    made = render(view, "pdf")
    assert made == render(view, "pdf")
    fields = PdfReader(io.BytesIO(made)).get_fields() or {}
    said = json.loads(fields[IDENTITY]["/V"])
    assert said["requirements"] == {key: row["hash"] for key, row in rows_of(view).items()}
    assert said["values"] == {row["path"]: row["hash"] for row in view["sheet"]["values"]}
    assert (said["ruleset"], said["product"]) == ("demo/lamp@1.0.0", view["inventory"]["id"])
    for key in rows_of(view):
        for column in ("finding", "document", "population", "verified", "note", "deadline", "by"):
            assert field_name("requirements", key, column) in fields, (key, column)
    for row in view["sheet"]["values"]:
        assert {
            field_name("values", row["path"], k) for k in ("ticked", "sampled", "verified", "by")
        } <= fields.keys()
    assert fields[field_name("requirements", name, "finding")]["/V"] == "/minor"
    assert "scale not calibrated" in str(fields[field_name("requirements", name, "note")]["/V"])
    for claim in (b"<pdfaid:part>", b"<pdfuaid:part>"):
        assert claim not in made
        assert claim in render(view_of(assessment), "pdf")


def test_a_filled_form_is_read_back(tmp_path: Path) -> None:
    assessment, name = assessed(tmp_path)
    file = PdfWriter(clone_from=PdfReader(io.BytesIO(render(view_of(assessment, FILLABLE), "pdf"))))
    finding, verified = (field_name("requirements", name, key) for key in ("finding", "verified"))
    for page in file.pages:
        if "/Annots" in page:
            file.update_page_form_field_values(
                page, {finding: "/major", verified: "2.2 kg"}, auto_regenerate=False
            )
    saved = io.BytesIO()
    file.write(saved)
    fields = PdfReader(saved).get_fields() or {}
    assert (fields[finding]["/V"], fields[verified]["/V"]) == ("/major", "2.2 kg")
