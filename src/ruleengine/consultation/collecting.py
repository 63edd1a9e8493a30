"""Files that came back to one file of comments: read, attached, merged. All of them, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path as FilePath

from attrs import define, evolve, field

from ruleengine.consultation.comments import Comment, Comments, Handling, comments_of
from ruleengine.consultation.doubts import tell_doubts
from ruleengine.consultation.filled import Collected, FilledForm, collected
from ruleengine.consultation.merging import MergedComments, merged, with_decisions
from ruleengine.consultation.moving import moved
from ruleengine.consultation.targets import Targets
from ruleengine.diagnostics import Fault, Place, Report
from ruleengine.office.archive import MAX_FILE, parts_of
from ruleengine.source.checked import read_checked
from ruleengine.source.reader import raw_bytes
from ruleengine.source.wording import shown_text

_ZIP = b"PK\x03\x04"


def read_comments(path: FilePath, shown: str | None = None, raw: bytes | None = None) -> Comments:
    """A file of comments, `raw` if it was read already; raises `Refused`."""
    return comments_of(read_checked(path, "comments", shown, raw))


def form_of(raw: bytes, name: str, report: Report) -> FilledForm | None:
    """A filled form, by what it is and not by its name; None where `report` says why not."""
    try:
        parts = parts_of(raw)
        if "xl/workbook.xml" in parts:
            from ruleengine.consultation.filled_workbook import read_workbook

            return read_workbook(parts, name, report)
        if "word/document.xml" in parts:
            from ruleengine.consultation.filled_word import read_word

            return read_word(parts, name, report)
    except Fault as fault:
        report.take([fault.diagnostic(Place(name))])
        return None
    report.tell("E660.no_form", Place(name))
    return None


@define
class Collecting:
    """What came back, gathered file by file; `targets_of` gives what can be commented on in a version."""

    targets_of: Callable[[str], Targets]
    report: Report
    unit: str | None = None
    into: Comments | None = None
    given: list[tuple[str, Comments]] = field(factory=list)
    decisions: dict[str, list[Handling]] = field(factory=dict)

    def read(self, path: FilePath) -> None:
        """Read a form or a file of comments; raises `Refused` where its rule set or its YAML cannot be used."""
        raw = raw_bytes(path, self.report, path.name, MAX_FILE + 1)
        if raw is None:
            return
        if not raw.startswith(_ZIP):
            comments = read_comments(path, path.name, raw)
            if self._is_other(path.name, comments.reference):
                return
            self.given.append((path.name, with_marks(comments, self.targets_of(comments.reference))))
            return
        form = form_of(raw, path.name, self.report)
        if form is not None and not self._is_other(path.name, form.reference):
            self._take(path.name, collected(form, self.targets_of(form.reference), self.report, self.unit))

    def _take(self, name: str, found: Collected) -> None:
        self.given.append((name, found.comments))
        for id_, handling in found.decisions.items():
            self.decisions.setdefault(id_, []).append(handling)

    @property
    def reference(self) -> str | None:
        """The version that all comments come to: that of the file that is there, else of the first that is read."""
        return self.into.reference if self.into else next((c.reference for _, c in self.given), None)

    def _is_other(self, name: str, reference: str) -> bool:
        """Whether comments are on another rule set, which is told (E665)."""
        due = self.reference or reference
        if _id(reference) == _id(due):
            return False
        self.report.tell("E665.other", Place(name), ruleset=shown_text(reference), due=due)
        return True

    def together(self) -> MergedComments | None:
        """All of it in one; None where there is nothing."""
        first = self.reference
        if first is None or self.report.errors:
            return None
        targets = self.targets_of(first)
        done = merged(self.into or Comments(first), (moved(c, targets) for _, c in self.given), targets)
        decided = self._decided(done.comments)
        tell_doubts(decided, targets, None, self.report)
        return evolve(done, comments=decided)

    def _decided(self, comments: Comments) -> Comments:
        """The comments with the decisions of summaries that were filled in."""
        known = {c.id for c in comments.items}
        for id_ in self.decisions.keys() - known:
            self.report.tell("W663.no_such", None, id=id_)
        items = tuple(
            evolve(c, handling=with_decisions(c.handling, self.decisions.get(c.id, ())))
            for c in comments.items
        )
        return evolve(comments, items=items)


def with_marks(comments: Comments, targets: Targets) -> Comments:
    """Comments that were written by hand, with hash and words of their elements as they are now, and the clause."""

    def marked(comment: Comment) -> Comment:
        target = targets.found(comment.element) if comment.element and comment.hash is None else None
        if target is None or comment.moved:
            return comment
        texts = {**({"clause": target.clause} if target.clause else {}), **comment.texts}
        return evolve(comment, element=target.path, hash=target.hash, words=target.words, texts=texts)

    return evolve(comments, items=tuple(marked(c) for c in comments.items))


def _id(reference: str) -> str:
    return reference.partition("@")[0]
