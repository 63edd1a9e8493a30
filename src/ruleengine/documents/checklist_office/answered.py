"""What an assessment says already, as the answers of a form.

A line is filled in where verifiers agree and the latest of them is named, and what was judged is the requirement of
today; else it stays open: a form never says whose an answer is that nobody knows, and judges nothing again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleengine.answers.form import FormTongue, choice_word
from ruleengine.documents.checklist.sheet_types import AnswerView, SeenEvidence, ValueLookView


def answers_of(found: AnswerView | None, tongue: FormTongue) -> dict[str, str]:
    """The answers about a requirement."""
    if found is None:
        return {}
    common = ("cause", "corrective_action", "deadline", "closed_by", "closed")
    answers: dict[str, str | None] = {key: _text(found, key) for key in common}
    latest = found["judgements"][-1]
    agreed = len({j["finding"] for j in found["judgements"]}) == 1 and not found["conflict"]
    if agreed and latest["current"] and latest["by"] and latest["date"]:
        names = ("population", "sample", "reported", "verified", "note", "by", "date")
        answers |= {key: _text(latest, key) for key in names}
        answers["finding"] = choice_word("finding", latest["finding"], tongue)
        answers |= _evidence(latest["evidence"])
    return {key: text for key, text in answers.items() if text}


def looks_at(found: Sequence[ValueLookView], conflict: bool, tongue: FormTongue) -> dict[str, str]:
    """The answers about a value."""
    if not found or conflict or not found[-1]["by"] or not found[-1]["date"]:
        return {}
    latest = found[-1]
    answers = {key: _text(latest, key) for key in ("verified", "why", "note", "by", "date")}
    answers |= {
        key: choice_word("truth", "true", tongue) if latest[key] else None for key in ("ticked", "sampled")
    }
    return {key: text for key, text in {**answers, **_evidence(latest["evidence"])}.items() if text}


def _text(given: Mapping[str, object], key: str) -> str | None:
    value = given[key]
    return None if value is None else str(value)


def _evidence(seen: Sequence[SeenEvidence]) -> dict[str, str | None]:
    """The evidence seen, a line for each item."""
    columns = {
        "document": [item["document"] for item in seen],
        "document_date": [item["date"] or "" for item in seen],
        "page": [item["page"] or "" for item in seen],
    }
    return {key: "\n".join(lines).rstrip("\n") for key, lines in columns.items()}
