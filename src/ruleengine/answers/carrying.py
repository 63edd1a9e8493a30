"""Answers given under one version of a rule set, taken under another: what they rest on decides what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from ruleengine.answers.typed import SaidOf
from ruleengine.assess.assessment import Assessment
from ruleengine.compare.migrated_findings import MigratedFinding, migrated_assessment
from ruleengine.diagnostics import Place, Report
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import element_hashes
from ruleengine.source.wording import shown_text

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def carried_over(
    given: Sequence[SaidOf], old: Program, assessment: Assessment, report: Report
) -> list[SaidOf]:
    """Answers of the version `old` by the names of the assessment's.

    A finding on a requirement that says the same counts; one on a requirement that has changed keeps the hash that was
    judged, so that it stands open, and what has changed is told (W675), as is what is required no longer.
    """
    findings = {said.name: dict(said.judgement) for said in given if said.part == "requirements"}
    document = evolve(
        assessment.document, data={"ruleset": str(old.resolved.reference), "findings": findings}
    )
    moved = migrated_assessment(document, old, assessment.program)
    states = {found.old_id: found for found in moved.findings}
    hashes = element_hashes(assessment.program.resolved)
    taken: list[SaidOf] = []
    for said in given:
        if said.part == "requirements":
            taken += _finding(said, states[said.name], hashes, report)
        else:
            taken += _value(said, moved.difference.renames, assessment.program, report)
    return taken


def _finding(
    said: SaidOf, found: MigratedFinding, hashes: dict[str, str], report: Report
) -> Iterator[SaidOf]:
    name, place = shown_text(said.name), Place(said.file)
    if found.new_id is None:
        text = shown_text(str(said.judgement.get("finding") or said.judgement.get("note") or ""))
        report.tell("W675.gone", place, at=said.at, name=name, text=text)
        return
    judgement = dict(said.judgement)
    if found.state == "carried":
        judgement["judged"] = hashes[f"requirements.{found.new_id}"]
    else:
        edits = tuple(dict.fromkeys(e.path for e in found.edits))
        report.tell("W675.changed", place, at=said.at, name=shown_text(found.new_id), edits=edits)
    yield evolve(said, name=found.new_id, judgement=judgement)


def _value(said: SaidOf, renames: Mapping[str, str], program: Program, report: Report) -> Iterator[SaidOf]:
    """What was found of a value, by the present name of its input."""
    first = _NAME.match(said.name)
    old = first[0] if first else said.name
    now = renames.get(f"inputs.{old}", f"inputs.{old}").removeprefix("inputs.")
    if now in program.fields or now in program.tables or now in program.lookups or now in program.parameters:
        yield evolve(said, name=now + said.name[len(old) :])
        return
    text = shown_text(str(said.judgement.get("verified", said.judgement.get("note", ""))))
    report.tell("W675.gone", Place(said.file), at=said.at, name=shown_text(said.name), text=text)
