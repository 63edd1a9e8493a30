"""Filled checklists into one assessment: read by what they are, checked, merged. All of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path as FilePath

from attrs import field, frozen

from ruleengine.answers.carrying import carried_over
from ruleengine.answers.filled import FilledChecklist, check_whole
from ruleengine.answers.filled_assessment import is_of_same, said_by_others
from ruleengine.answers.filled_page import is_page, read_page
from ruleengine.answers.merging import Merging
from ruleengine.answers.typed import SaidBefore, SaidOf, conclusion_in, said_in
from ruleengine.assess.assessment import Assessment
from ruleengine.diagnostics import Fault, Place, Report, nearest
from ruleengine.office.archive import MAX_FILE, parts_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import element_hashes
from ruleengine.source.kind import kind_of_bytes, read_of_kind
from ruleengine.source.reader import raw_bytes
from ruleengine.source.wording import shown_text

_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"


@frozen
class CollectedAnswers:
    """The data of the assessment with all answers; how many were new, said more, were added, were known."""

    data: Mapping[str, object]
    counts: Mapping[str, int]


def read_filled(path: FilePath, report: Report) -> FilledChecklist | None:
    """A filled checklist, by what it is and not by its name; None where it is none.

    What was edited is told (E660, E661, E670).
    """
    name = path.name
    raw = raw_bytes(path, report, name, MAX_FILE + 1)
    if raw is None:
        return None
    before = report.count_of_errors
    try:
        found = _filled(raw, name, report)
    except Fault as fault:
        report.take([fault.diagnostic(Place(name))])
        return None
    if found is None and report.count_of_errors == before:
        report.tell("E660.no_checklist", Place(name))
    return found


def _filled(raw: bytes, name: str, report: Report) -> FilledChecklist | None:
    if raw.startswith(_ZIP):
        parts = parts_of(raw)
        if "xl/workbook.xml" in parts:
            from ruleengine.answers.filled_workbook import read_workbook

            return read_workbook(parts, name, report)
        if "word/document.xml" in parts:
            from ruleengine.answers.filled_word import read_word

            return read_word(parts, name, report)
    if raw.startswith(_PDF):
        from ruleengine.answers.filled_pdf import read_pdf

        return read_pdf(raw, name, report)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        from ruleengine.answers.filled_xml import read_xml

        return read_xml(raw, name, report)
    return read_page(raw, name, report) if is_page(raw) else None


def collected_answers(
    assessment: Assessment, files: list[FilePath], report: Report, otherwise: SaidBefore,
    versions: Callable[[str], Program] | None = None,
) -> CollectedAnswers:  # fmt: skip
    """The assessment with the answers of all files; raises `Refused` with all that stands against any of them.

    `versions` compiles other versions of the rule set; without it, forms of another version are refused.
    """
    if assessment.log and assessment.log[-1].state == "decided":
        report.tell("E671.decided", assessment.document.place(("log",)), date=assessment.log[-1].date)
        report.stop_on_errors()
    merging = Merging(dict(as_map(assessment.document.data)), report)
    collecting = _Collecting(assessment, merging, otherwise, versions)
    taken: list[SaidOf] = []
    for path in files:
        taken += collecting.taken(path)
    _check_names(taken, assessment, collecting.carried, report)
    report.stop_on_errors()
    merging.take(taken)
    report.stop_on_errors()
    return CollectedAnswers(merging.data, merging.counts)


@frozen(eq=False)
class _Collecting:
    assessment: Assessment
    merging: Merging
    otherwise: SaidBefore
    versions: Callable[[str], Program] | None
    carried: set[str] = field(factory=set)

    @property
    def report(self) -> Report:
        """Where all is told."""
        return self.merging.report

    def taken(self, path: FilePath) -> list[SaidOf]:
        """What one file says: a checklist, or another assessment of the same product."""
        raw = raw_bytes(path, self.report, path.name, MAX_FILE + 1)
        if raw is None:
            return []
        if kind_of_bytes(raw) is None and not is_page(raw):
            return self._assessment(path)
        form = read_filled(path, self.report)
        if form is None or not self._is_of(form):
            return []
        check_whole(form, self.report)
        self.merging.conclude(conclusion_in(form, self.report), form.file)
        said = said_in(form, self.report, self.otherwise)
        if self.versions is None or form.reference == str(self.assessment.program.resolved.reference):
            return said
        self.carried.add(form.file)
        return carried_over(said, self.versions(form.reference), self.assessment, self.report)

    def _assessment(self, path: FilePath) -> list[SaidOf]:
        other = read_of_kind(path, "assessment", self.report, path.name)
        if other is None or not is_of_same(other, self.assessment, self.report):
            return []
        self.merging.conclude(as_map(as_map(other.data).get("conclusion")), path.name)
        return said_by_others(other, self.report)

    def _is_of(self, form: FilledChecklist) -> bool:
        """Whether a form is of the assessment's rule set, version and product; what is another one is told (E671)."""
        place, resolved = Place(form.file), self.assessment.program.resolved
        inventory, due = self.assessment.result.inventory, str(resolved.reference)
        given = shown_text(form.reference)
        if form.reference.partition("@")[0] != due.partition("@")[0]:
            self.report.tell("E671.ruleset", place, ruleset=given, due=due)
        elif form.reference != due and self.versions is None:
            self.report.tell("E671.version", place, ruleset=given, due=due)
        elif form.reference == due and form.fingerprint != resolved.fingerprint and self.versions is None:
            self.report.tell("E671.draft", place, due=due)
        elif form.inventory != inventory.id:
            self.report.tell("E671.product", place, product=shown_text(form.inventory), due=inventory.id)
        else:
            if form.reference == due and form.inventory_hash != inventory.fingerprint:
                self.report.tell("W673.inventory", place, product=inventory.id)
            return True
        return False


def _check_names(taken: list[SaidOf], assessment: Assessment, carried: set[str], report: Report) -> None:
    """Tell answers to what the rule set does not have (E670), and to what it has otherwise since (W675).

    Of files that were `carried` over, the second has been told already.
    """
    resolved = assessment.program.resolved
    asked = {r.id for r in assessment.program.requirements}
    hashes = element_hashes(resolved, [f"requirements.{name}" for name in sorted(asked)])
    for said in taken:
        _check_person(said, assessment, report)
        if said.part != "requirements":
            continue
        if said.name not in asked:
            report.tell("E670.unknown", Place(said.file), at=said.at, name=shown_text(said.name))
        elif said.file not in carried and said.judgement.get("judged") != hashes[f"requirements.{said.name}"]:
            report.tell("W675.again", Place(said.file), at=said.at, name=shown_text(said.name))


def _check_person(said: SaidOf, assessment: Assessment, report: Report) -> None:
    """Tell initials that stand for nobody in the team (E672)."""
    team = assessment.verification.team if assessment.verification else ()
    known = tuple(member.initials for member in team)
    for key in ("by", "closed_by"):
        initials = {**said.common, **said.judgement}.get(key)
        if initials is not None and initials not in known:
            report.tell(
                "E672.person", Place(said.file), at=said.at, by=str(initials), known=known,
                nearest=nearest(str(initials), known),
            )  # fmt: skip
