"""A filled checklist as XML: its lines by their names, answers with the lines of the file that they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleengine.answers.filled import FilledAnswer, FilledChecklist, FilledLine, filled_checklist
from ruleengine.answers.form import COLUMNS, MARK, FormPart
from ruleengine.answers.xml_names import EVIDENCE, NAMESPACE, qualified
from ruleengine.diagnostics import Fault, Place, Report
from ruleengine.office.archive import entities_in, root_of
from ruleengine.source.wording import shown_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS: tuple[tuple[FormPart, str], ...] = (("requirements", "requirement"), ("values", "value"))


def read_xml(raw: bytes, name: str, report: Report) -> FilledChecklist | None:
    """The checklist in XML; None where it is none. Raises `Fault` (E660) for what is damaged or declares entities."""
    if entities_in(raw):
        raise Fault("E660.entities", part=name)
    root = root_of({name: raw}, name)
    if root.tag != qualified("checklist") or root.get("form") != MARK:
        return None
    meta = {str(key).replace("-", "_"): str(value) for key, value in root.attrib.items()}
    reading = _Reading(name, report)
    lines = [FilledLine("head", "", "", "", "1", dict(reading.answers(root, "head")))]
    known = {qualified(n) for n in ("head", "answers", "requirements", "values", "sources")}
    for child in root:
        if child.tag not in known:
            reading.tell_outside(child)
    for part, tag in _PARTS:
        around = root.find(qualified(part))
        for item in around if around is not None else ():
            if item.tag == qualified(tag):
                lines.append(reading.line(item, part))
            else:
                reading.tell_outside(item)
    return filled_checklist(name, meta, lines)


class _Reading:
    """What reads the parts of one file."""

    def __init__(self, file: str, report: Report):
        self.file, self.report = file, report

    def line(self, item: _Element, part: FormPart) -> FilledLine:
        """One requirement or value."""
        keys = {c.key for c in COLUMNS[part] if c.kind is None}
        printed = {}
        for child in item:
            key = _local(child)
            if key in keys:
                printed[key] = child.text or ""
            elif key != "answers":
                self.tell_outside(child)
        name, hash_, seal = (item.get(key, "") for key in ("name", "hash", "seal"))
        return FilledLine(part, name, hash_, seal, _at(item), dict(self.answers(item, part)), printed)

    def answers(self, around: _Element, part: FormPart) -> Iterator[tuple[str, FilledAnswer]]:
        """The answers of a line by their keys; items of evidence as lines of one answer."""
        given = around.find(qualified("answers"))
        keys = {c.key for c in COLUMNS[part] if c.kind is not None} - set(EVIDENCE)
        evidence: list[_Element] = []
        for child in given if given is not None else ():
            key = _local(child)
            if key == "evidence" and part != "head":
                evidence.append(child)
            elif key in keys and not len(child):
                yield key, FilledAnswer(child.text or "", _at(child))
            else:
                self.tell_outside(child)
        for key in EVIDENCE if evidence else ():
            texts = [" ".join((item.findtext(qualified(key)) or "").split()) for item in evidence]
            yield key, FilledAnswer("\n".join(texts).rstrip("\n"), _at(evidence[0]))

    def tell_outside(self, node: _Element) -> None:
        """Tell an element that nothing asks for (E670)."""
        text = shown_text(str(node.tag).rpartition("}")[2])
        self.report.tell("E670.outside", Place(self.file), at=_at(node), text=text)


def _local(node: _Element) -> str:
    """The name of an element of ours; empty for any other."""
    space, _, name = str(node.tag).rpartition("}")
    return name if space == f"{{{NAMESPACE}" else ""


def _at(node: _Element) -> str:
    return f"line {node.sourceline}" if node.sourceline else "1"
