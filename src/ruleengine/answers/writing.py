"""The data of an assessment with answers into the text that it had: what was not touched keeps its every character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.checking import check_assessment, check_values
from ruleengine.diagnostics import Place, Report
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.source.block_yaml import block_lines, scalar_text
from ruleengine.source.document import Document, Path
from ruleengine.source.editing import TextEditor
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape


def edited_text(document: Document, text: str, data: Mapping[str, object]) -> str | None:
    """The text with the data changed to `data`; None where its layout does not let that be done in place."""
    editor = TextEditor(document, text)
    try:
        _map(editor, (), document.data if isinstance(document.data, Mapping) else {}, data)
        made = editor.result()
    except (KeyError, ValueError, IndexError):
        return None
    read = read_bytes(made.encode(), document.file, Report())
    return made if read is not None and read.data == data else None


def check_written(assessment: Assessment, text: str, report: Report) -> None:
    """Tell what would keep the assessment from being used once it has this text; its places are elements, not lines."""
    found = Report()
    document = read_bytes(text.encode(), assessment.document.file, found)
    if document is not None and check_shape(document, "assessment", found):
        check_assessment(document, assessment.program, found)
        check_values(document, assessment.program, assessment.result.inventory.document, found)
    report.take(
        evolve(d, place=Place(assessment.document.file)) for d in found.items if d.severity == "error"
    )


def _map(editor: TextEditor, path: Path, old: Mapping[str, object], new: Mapping[str, object]) -> None:
    """Change a map: values in place, what is new at its end; written anew where something is no longer in it."""
    if old.keys() - new.keys() or (path and not old):
        editor.put_block(path, list(_lines(new)))
        return
    for key, value in new.items():
        inner: Path = (*path, key)
        if key not in old:
            editor.add(path, key, _written(value), ())
        elif old[key] != value:
            _value(editor, inner, old[key], value)


def _value(editor: TextEditor, path: Path, old: object, new: object) -> None:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        _map(editor, path, old, new)
    elif isinstance(old, list) and isinstance(new, list) and old and len(old) <= len(new):
        for number, item in enumerate(new):
            if number >= len(old):
                editor.add_item(path, "\n".join(_item(item)))
            elif old[number] != item:
                _value(editor, (*path, number), old[number], item)
    elif isinstance(new, Mapping):
        editor.put_block(path, list(_lines(new)))
    else:
        editor.put_value(
            path, scalar_text(new, 0, flow_text) if not isinstance(new, list) else flow_text(new)
        )


def _item(item: object) -> Iterator[str]:
    yield from _lines(item) if isinstance(item, Mapping) else [flow_text(item)]


def _written(value: object) -> str:
    """A value behind its key; a map or list on lines of its own."""
    if isinstance(value, Mapping):
        return "\n" + "\n".join(f"  {line}" for line in _lines(value))
    if isinstance(value, list):
        return "\n" + "\n".join(line for line in _lines({"": value}) if line != ":")
    return scalar_text(value, 2, flow_text)


def _lines(given: Mapping[str, object]) -> Iterator[str]:
    """The lines of a map, each by itself."""
    return (line for lines in block_lines(given, 0, flow_text) for line in lines.split("\n"))
