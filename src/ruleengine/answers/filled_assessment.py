"""What another assessment of the same product says, as answers: several verifiers may each keep a file of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleengine.answers.form import FormPart
from ruleengine.answers.merging import JUDGEMENT, SECTIONS
from ruleengine.answers.typed import COMMON, NOBODY, SaidOf
from ruleengine.assess.assessment import Assessment
from ruleengine.assess.verification import maps
from ruleengine.characters import visible
from ruleengine.diagnostics import Place, Report
from ruleengine.program.inputs import as_map
from ruleengine.source.document import Document
from ruleengine.source.wording import shown_text

_PARTS: tuple[FormPart, ...] = ("requirements", "values")


def is_of_same(document: Document, assessment: Assessment, report: Report) -> bool:
    """Whether an assessment is of the same version and product as ours; what is another one is told (E671)."""
    data, ours, place = as_map(document.data), as_map(assessment.document.data), Place(document.file)
    if data["ruleset"] != ours["ruleset"]:
        given = shown_text(str(data["ruleset"]))
        report.tell("E671.version", place, ruleset=given, due=str(ours["ruleset"]))
    elif _file_of(data) != _file_of(ours):
        report.tell("E671.product", place, product=shown_text(_file_of(data)), due=_file_of(ours))
    else:
        return True
    return False


def _file_of(data: Mapping[str, object]) -> str:
    """The file of the inventory, whatever folder it is in."""
    return str(data["inventory"]).replace("\\", "/").rpartition("/")[2]


def said_by_others(document: Document, report: Report) -> list[SaidOf]:
    """Every judgement of another assessment; tells those that do not say whose they are and of which day (E672)."""
    found = []
    for part in _PARTS:
        for name, given in as_map(as_map(document.data).get(SECTIONS[part])).items():
            for said in _said(document, part, name, as_map(given)):
                lacking = [key for key in ("by", "date") if key not in said.judgement]
                for key in lacking:
                    report.tell(NOBODY[key], Place(said.file), at=said.at, name=shown_text(name))
                if not lacking:
                    found.append(said)
    return found


def _said(document: Document, part: FormPart, name: str, given: Mapping[str, object]) -> Iterator[SaidOf]:
    line = document.key_places[SECTIONS[part], name][0]
    common = {key: given[key] for key in COMMON if given.get(key) is not None}
    flat = {key: given[key] for key in given if key in JUDGEMENT[part]}
    for judgement in list(maps(given, "judgements")) or [flat]:
        said = {k: v for k, v in judgement.items() if v is not None and k != "form"}
        if said.keys() - {"judged"}:
            yield SaidOf(part, name, said, common, f"line {line}", visible(document.file))
            common = {}
