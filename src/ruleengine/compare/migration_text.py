"""The file of an inventory under another version: the text that it had, changed in places, with places to fill in."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.compare.migrated_findings import MigratedAssessment, MigratedFinding
from ruleengine.compare.migration import Migration
from ruleengine.compare.moves import Asked, Move
from ruleengine.diagnostics import Report
from ruleengine.language import Texts
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field, InputTable
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.source.document import Document, Path
from ruleengine.source.editing import TextEditor
from ruleengine.source.reader import read_bytes

#: What stands in a file beside what was changed, in both languages, since many read it.
_DROPPED = "{reference}不再采用 / no longer taken by {reference}："
_REPLACED = "原为 / was: {value}"
_FILL = "待填写 / to fill in: {name}，{words}"
_STATED = "按假定填写 / as assumed: {name}，{words}"
_AGAIN = "须重新判定，已变更 / to be judged again, changed: "
#: What a step is called for readers.
REASONS: Mapping[str, Texts] = {
    "ruleset": ("version", "版本"),
    "renamed": ("renamed", "改名"),
    "unit": ("unit named, which is another one now", "补写单位（单位已变更）"),
    "option": ("value renamed", "取值改名"),
    "instead": ("replaced by the value assumed", "以假定值代替"),
    "asked": ("asked for", "新要求的数据"),
    "dropped": ("no longer taken", "不再采用"),
}


def migrated_text(document: Document, text: str, migration: Migration) -> str | None:
    """The text with the steps of a migration made; None where its layout does not let them be made in place."""
    return edited(document, text, migration.steps, migration.data, str(migration.difference.new.reference))


def migrated_sheets_text(document: Document, migration: Migration) -> str | None:
    """The inventory of a workbook as a text with the steps of a migration made and marked in it."""
    lines = [f"{key}: {flow_text(value)}" for key, value in as_map(document.data).items() if key != "values"]
    values = as_map(as_map(document.data).get("values"))
    lines.append("values:" if values else "values: {}")
    for name, value in values.items():
        if isinstance(value, list) and value:
            lines += [f"  {flow_text(name)}:", *(f"    - {flow_text(row)}" for row in value)]
        else:
            lines.append(f"  {flow_text(name)}: {flow_text(value)}")
    text = "\n".join(lines) + "\n"
    read = read_bytes(text.encode(), file_name(document), Report())
    return None if read is None or read.data != document.data else migrated_text(read, text, migration)


def migrated_assessment_text(document: Document, text: str, moved: MigratedAssessment) -> str | None:
    """The same of an assessment; above each finding that does not hold any longer stands why."""
    notes = {f.old_id: _again(f) for f in moved.findings if f.state in ("again", "stale", "unjudged")}
    return edited(
        document, text, moved.steps, moved.data, str(moved.difference.new.reference),
        {("findings", k): [note] for k, note in notes.items()},
    )  # fmt: skip


def _again(finding: MigratedFinding) -> str:
    names = "、".join(dict.fromkeys(e.path for e in finding.edits[:12]))
    return f"{_AGAIN}{names}" if names else "须重新判定 / to be judged again"


def edited(
    document: Document, text: str, steps: tuple[Move, ...], data: Mapping[str, object], reference: str,
    notes: Mapping[Path, list[str]] | None = None,
) -> str | None:  # fmt: skip
    """A text with steps made and notes put above places; None where reading it again does not give `data`."""
    editor = TextEditor(document, text)
    out: dict[Path, list[str]] = {}
    for step in steps:
        if step.action == "out":
            out.setdefault(step.path[:-1], []).append(str(step.path[-1]))
    try:
        for parent, keys in out.items():
            editor.take_out(parent, keys, dict.fromkeys(keys, _DROPPED.format(reference=reference)))
        told: set[str] = set()
        for step in steps:
            _make(editor, step, told, len(out.get(step.path[:-1], ())))
        for path, lines in (notes or {}).items():
            editor.comment_above(path, lines)
        made = editor.result()
    except (KeyError, ValueError, IndexError):
        return None
    report = Report()
    read = read_bytes(made.encode(), file_name(document), report)
    return made if read is not None and read.data == data else None


def file_name(document: Document) -> str:
    """The name of the text made of a file: JSON, which has no comments, and workbooks become YAML."""
    as_yaml = document.file.lower().endswith((".json", ".xlsx"))
    return f"{document.file[:-5]}.yaml" if as_yaml else document.file


def _make(editor: TextEditor, step: Move, told: set[str], removed: int) -> None:
    asked = step.asked
    first = asked is not None and asked.name not in told
    if asked is not None:
        told.add(asked.name)
    match step.action:
        case "value":
            if asked is not None:
                words = [_REPLACED.format(value=flow_text(asked.given)), *_comments(asked, step.put)]
                editor.comment_above(step.path[:3] if len(step.path) > 3 else step.path[:2], words)
            plain = step.reason == "ruleset"
            editor.put_value(step.path, str(step.put) if plain else flow_text(step.put))
        case "key":
            editor.put_key(step.path, str(step.put))
        case "item":
            editor.add_item(step.path[:-1], flow_text(step.put))
        case "add" if asked is not None:
            parent, name = step.path[:-1], str(step.path[-1])
            comments = _comments(asked, step.put) if first else []
            if len(parent) > 1 and comments:
                editor.comment_above(parent, comments)
                comments = []
            editor.add(parent, name, _written(step.put), comments, removed)


def _written(put: object) -> str:
    """A value that is put in; rows of a table each on a line."""
    if put is None:
        return ""
    if isinstance(put, list) and put:
        return "\n" + "\n".join(f"  - {flow_text(row)}" for row in put)
    return flow_text(put)


def _comments(asked: Asked, put: object) -> list[str]:
    said = _STATED if put is not None else _FILL
    return [said.format(name=asked.name, words=in_one_line(asked))]


def in_one_line(asked: Asked) -> str:
    """Label, what is due and the clause of what is asked for, in both languages."""
    wanted = asked.field
    words = [f"{wanted.label.get('zh', '')} / {wanted.label.get('en', '')}"]
    if isinstance(wanted, InputTable):
        words.append("、".join(wanted.columns))
    elif isinstance(wanted, Field):
        words.append(_due(wanted))
    if wanted.clause:
        words.append(f"条款 / clause {wanted.clause}")
    return "，".join(" ".join(w.split()) for w in words if w)


def _due(wanted: Field) -> str:
    if wanted.type.kind == "number":
        return str(wanted.type.unit) if wanted.type.unit.symbols else "1"
    if wanted.options is not None:
        return " | ".join(list(wanted.options)[:12])
    return (
        str(wanted.type.target)
        if wanted.type.target
        else {"boolean": "true | false"}.get(wanted.type.kind, "文字 / text")
    )
