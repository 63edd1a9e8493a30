"""What minutes say of one edit: the fields that differ, as short as they can be told, and which changes name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from ruleengine.characters import is_wide
from ruleengine.compare.edits import Edit
from ruleengine.compare.entries import ADDED_FIELDS, Entry
from ruleengine.diagnostics.facts import in_words
from ruleengine.documents.notation import clean_text
from ruleengine.documents.redline import words as w
from ruleengine.documents.redline.blocks import Paragraph, Piece
from ruleengine.documents.redline.values import Values
from ruleengine.program.inputs import as_map

#: Rows of a factor table that are told one by one; the redline has all.
MOST_ROWS = 6
_Lines = tuple[Paragraph, ...]
#: Fields that stand in columns of their own.
_SHOWN_BESIDE = ("label", "clause")
_NEVER = ("origin", "because")


def fields_of_both(edit: Edit, before: Values, after: Values) -> tuple[_Lines, _Lines]:
    """What the old and what the new version says: the fields that differ, or all of an element that the other lacks."""
    sides = ((before, edit.old, edit.new), (after, edit.new, edit.old))
    old, new = (_side(values, edit, entry, other) for values, entry, other in sides)
    return old, new


def _side(values: Values, edit: Edit, entry: Entry | None, other: Entry | None) -> _Lines:
    if entry is None or not entry.is_there:
        return ()
    if edit.fields and other is not None and other.is_there:
        return (*_differing(values, edit, entry.fields, other.fields),)
    hidden = (*ADDED_FIELDS, *_SHOWN_BESIDE)
    return (*values.lines(entry.path, {k: v for k, v in entry.fields.items() if k not in hidden}),)


def _differing(
    values: Values, edit: Edit, fields: Mapping[str, object], others: Mapping[str, object]
) -> Iterator[Paragraph]:
    """The fields that differ, each once; columns and rows of tables by their names, of lists what the other lacks."""
    shown = [f.path for f in edit.fields if f.path[-1] not in ("zh", "en") or f.path[-1] in values.languages]
    leads = dict.fromkeys(p[: 2 if p[0] in ("columns", "rows", "values") else 1] for p in shown)
    told = [lead for lead in leads if lead[0] not in _NEVER]
    if any(lead[0] != "clause" for lead in told):  # the column of clauses has it
        told = [lead for lead in told if lead[0] != "clause"]
    rows = [lead for lead in told if lead[0] == "rows"]
    for lead in (lead for lead in told if lead not in rows[MOST_ROWS:]):
        if len(lead) == 1:
            given = {lead[0]: _own(fields[lead[0]], others.get(lead[0]))} if lead[0] in fields else {}
            yield from values.lines(edit.entry.path, given)
        else:
            yield from _part(values, edit, lead, fields, [p for p in shown if p[:2] == lead])
    if len(rows) > MOST_ROWS:
        more = " ".join(in_words(w.MORE_ROWS, x, count=len(rows) - MOST_ROWS) for x in values.languages)
        yield Paragraph("minutes", "more", "fact", (Piece(more, "soft"),))


def _part(
    values: Values,
    edit: Edit,
    lead: Sequence[str],
    fields: Mapping[str, object],
    paths: Sequence[Sequence[str]],
) -> Iterator[Paragraph]:
    """A column, a row or a value: its name, and what differs in it."""
    parts = as_map(fields.get(lead[0]))
    if lead[1] not in parts:
        return
    name, inner = Piece(clean_text(lead[1]), "id"), as_map(parts[lead[1]])
    asked = [p[2] for p in paths if len(p) > 2]
    named = {k: v for k, v in inner.items() if not asked or k in asked}
    lines = [*values.lines(edit.entry.path, named, prefix=f"{lead[1]}.")]
    if lines and lines[0].style == "fact":
        first = lines.pop(0)
        yield evolve(first, pieces=(name, Piece(" "), *first.pieces))
    else:
        yield Paragraph("minutes", ".".join(lead), "text", (name,))
    yield from lines


def _own(given: object, other: object) -> object:
    """Of a list what the other side lacks; the whole list where only its order differs."""
    if not (isinstance(given, list) and isinstance(other, list)):
        return given
    return [item for item in given if item not in other] or (given if len(given) == len(other) else [])


def names(change: Entry, entry: Entry) -> bool:
    """Whether an entry of `changes` names an element: by its id, an earlier id, or its label in whole words."""
    said = " ".join(
        str(text) for name in ("what", "why", "effect") for text in as_map(change.fields.get(name)).values()
    )
    aliases = entry.fields.get("aliases")
    ids = [entry.id, *(str(a) for a in aliases)] if isinstance(aliases, list) else [entry.id]
    labels = as_map(entry.fields.get("label")).values()
    words = [*(i for i in ids if _is_distinct(i)), *(str(x) for x in labels if _is_distinct(str(x)))]
    return any(_stands_in(word, said) for word in words)


def _is_distinct(word: str) -> bool:
    """Whether a word means an element wherever it stands: several words, or at least four characters of Chinese."""
    return bool(re.search(r"\w[\W_]+\w", word)) or sum(map(is_wide, word)) >= 4


def _stands_in(word: str, text: str) -> bool:
    edge = "" if is_wide(word[0]) else r"(?<![\w-])", "" if is_wide(word[-1]) else r"(?![\w-])"
    return re.search(edge[0] + re.escape(word) + edge[1], text) is not None
