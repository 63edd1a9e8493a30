"""The checklist as XML of our own schema, `checklist.xsd`: a line for each requirement and value, its answers in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from ruleengine.answers.form import COLUMNS, MARK, FillableChecklist, FormPart
from ruleengine.answers.xml_names import EVIDENCE, NAMESPACE, qualified
from ruleengine.characters import harmless

SCHEMA = Path(__file__).resolve().parent / "checklist.xsd"
_PARTS: tuple[tuple[FormPart, str], ...] = (("requirements", "requirement"), ("values", "value"))


def checklist_xml(form: FillableChecklist) -> bytes:
    """The XML of a checklist; the same form gives the same bytes."""
    root = etree.fromstring(f'<checklist xmlns="{NAMESPACE}"/>')
    root.set("form", MARK)
    for key, value in form.meta.items():
        root.set(key.replace("_", "-"), value)
    root.set("status", form.status)
    head = etree.SubElement(root, qualified("head"))
    _text(head, "title", form.title)
    for name, text in form.facts:
        _text(head, "fact", text).set("name", name)
    _answers(root, "head", form.head)
    for part, name in _PARTS:
        around = etree.SubElement(root, qualified(part))
        for line in form.lines(part):
            item = etree.SubElement(around, qualified(name))
            for key, mark in (("name", line.name), ("hash", line.hash), ("seal", line.seal(part))):
                item.set(key, harmless(mark))
            for column in COLUMNS[part]:
                if column.kind is None:
                    _text(item, column.key, line.cells.get(column.key, ""))
            _answers(item, part, line.answers)
    sources = etree.SubElement(root, qualified("sources"))
    for row in form.sources[1:]:
        source = etree.SubElement(sources, qualified("source"))
        for key, text in zip(("id", "title", "publisher", "year", "grade"), row, strict=True):
            _text(source, key, text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _text(around: etree._Element, name: str, text: str) -> etree._Element:
    made = etree.SubElement(around, qualified(name))
    made.text = harmless(text)
    return made


def _answers(around: etree._Element, part: FormPart, given: Mapping[str, str]) -> None:
    """The answers of a line, an element for each that is there; an item of evidence for each line of its cells."""
    made = etree.SubElement(around, qualified("answers"))
    for column in COLUMNS[part]:
        if column.key == EVIDENCE[0]:
            cells = [given.get(key, "").split("\n") for key in EVIDENCE]
            for number in range(max(map(len, cells))):
                item = {
                    k: c[number]
                    for k, c in zip(EVIDENCE, cells, strict=True)
                    if number < len(c) and c[number]
                }
                if item:
                    evidence = etree.SubElement(made, qualified("evidence"))
                    for key, text in item.items():
                        _text(evidence, key, text)
        elif column.kind is not None and column.key not in EVIDENCE and given.get(column.key):
            _text(made, column.key, given[column.key])
