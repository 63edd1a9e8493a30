"""Kinds of document beside the built-in ones: a name, a view function and a folder of templates are enough."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve
from pypdf import PdfReader

from ruleengine.documents import kinds
from ruleengine.documents.errors import DocumentError
from ruleengine.documents.html import render_html
from ruleengine.documents.kinds import DocumentKind, known_kinds, register
from ruleengine.documents.pdf import render_pdf
from tests.documents.demonstrated import checklist

_PAGE = """{% extends "page.html.j2" %}
{% block title %}x{% endblock %}
{% block content %}<p>{{ view.said }} {{ contents[0] }}</p>{% endblock %}"""
_PRINTED = '#import "../common.typ": *\n#set document(title: "x")\n#view.said #view.contents.first()\n'


def test_a_registered_kind_is_rendered_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "_REGISTERED", {})
    (tmp_path / "memo.html.j2").write_text(_PAGE, encoding="utf-8")
    (tmp_path / "memo.typ").write_text(_PRINTED, encoding="utf-8")
    made = DocumentKind("memo", dict, lambda _view: ["product"], ("said",), tmp_path)
    register(made)
    assert known_kinds() == ("checklist", "declaration", "memo")
    view = {**checklist("lamp", "en", calculated=False), "kind": "memo", "said": "CO2 of a lamp"}
    assert "<p>CO₂ of a lamp product</p>" in render_html(view)
    printed = PdfReader(io.BytesIO(render_pdf(view, timestamp=datetime(2026, 1, 1, tzinfo=UTC))))
    assert "CO₂ of a lamp product" in printed.pages[0].extract_text()
    with pytest.raises(DocumentError) as refused:
        render_html({**view, "kind": "letter"})
    assert refused.value.key == "E808.kind"
    with pytest.raises(DocumentError) as refused:
        register(evolve(made, keys=()))
    assert refused.value.key == "E808.kind_taken"
