"""What is to be told of comments as they stand: orphans, what disagrees, decisions that are not whole."""

from __future__ import annotations

from datetime import date

from ruleengine.consultation.attachment import attachment
from ruleengine.consultation.comments import Comments
from ruleengine.consultation.merging import disagreements
from ruleengine.consultation.targets import Targets
from ruleengine.diagnostics import Place, Report
from ruleengine.source.document import Document
from ruleengine.source.wording import shown_text


def tell_doubts(comments: Comments, targets: Targets, place: Place | None, report: Report) -> None:
    """Tell orphans (W667), and what disagrees (W666); of all comments as they are told of one file."""
    for comment in comments.items:
        if attachment(comment, targets).state == "orphan":
            name = comment.element or comment.text("clause")
            report.tell(
                "W667.element" if comment.element else "W667.clause", place, id=comment.id,
                name=shown_text(name), ruleset=targets.reference,
            )  # fmt: skip
        if comment.is_disputed:
            decisions = tuple(h.decision for h in comment.latest)
            report.tell("W666.handling", place, id=comment.id, decisions=decisions)
    for first, second in disagreements(comments):
        about = first.element or first.text("clause")
        report.tell(
            "W666.unit",
            place,
            unit=shown_text(first.by),
            about=shown_text(about),
            first=first.id,
            second=second.id,
        )


def check_comments(document: Document, comments: Comments, targets: Targets, report: Report) -> None:
    """Check a file of comments: decisions (E664), and what is told of comments as they stand."""
    for comment in comments.items:
        for number, handling in enumerate(comment.handling):
            path = ("items", comment.id, "handling", number)
            if handling.decision != "accepted" and not handling.reason:
                report.tell("E664.file_reason", document.place(path), id=comment.id)
            try:
                date.fromisoformat(handling.date)
            except ValueError:
                report.tell("E664.file_date", document.place((*path, "date")), text=handling.date)
    tell_doubts(comments, targets, Place(document.file), report)
