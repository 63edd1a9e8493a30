"""Files changed by a verification: the revised inventory, and the log. Comments and layout stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleengine.assess.value_places import with_values
from ruleengine.assess.verified_result import ValueChange
from ruleengine.diagnostics import Report
from ruleengine.program.inputs import as_map
from ruleengine.resolve.print_yaml import flow_text
from ruleengine.source.document import Document, Path
from ruleengine.source.editing import TextEditor
from ruleengine.source.reader import read_bytes

#: What stands above a value that was revised, for whoever reads the file.
_REVISED = "核查修订 / revised by verification {who}：{name}，原为 / was {old}"
_WHY = "理由 / why：{why}"


def revised_text(document: Document, text: str, changes: Sequence[ValueChange]) -> str | None:
    """The text of an inventory with the verified values in it, each with its old value, by whom, when and why above it.

    None where its layout does not let them be put in place.
    """
    put = {c.path: c.verified for c in changes if not c.is_made}
    due, editor = with_values(as_map(document.data), put), TextEditor(document, text)
    try:
        for change in changes:
            if not change.is_made:
                editor.comment_above(_line_of(change.path), _comments(change))
                _put(editor, document, change)
        made = editor.result()
    except (KeyError, ValueError, IndexError):
        return None
    return made if _reads_as(made, document.file, due) else None


def _put(editor: TextEditor, document: Document, change: ValueChange) -> None:
    """Put a value where one stands, or add it to its row or to the inputs."""
    path, written = change.path, flow_text(change.verified)
    if (*path, "value") in document.places:
        editor.put_value((*path, "value"), written)
    elif path in document.places:
        editor.put_value(path, written)
    else:
        editor.add(path[:-1], str(path[-1]), written, ())


def _line_of(path: Path) -> Path:
    """What a comment about a value stands above: its row, or itself."""
    return path[:3] if len(path) > 2 else path


def _comments(change: ValueChange) -> list[str]:
    who = " ".join(x for x in (change.by, change.date) if x) or "—"
    old = "—" if change.reported is None else flow_text(change.reported)
    told = [_REVISED.format(who=who, name=change.name, old=old)]
    return [*told, _WHY.format(why=" ".join(change.why.split()))] if change.why else told


def text_with_step(document: Document, text: str, entry: Mapping[str, object]) -> str | None:
    """The text of an assessment with another step of its log at the end of it; None where that cannot be done."""
    data, editor = as_map(document.data), TextEditor(document, text)
    log = data.get("log")
    steps = log if isinstance(log, list) else []
    try:
        if steps:
            editor.add_item(("log",), flow_text(entry))
        else:
            editor.add((), "log", f"\n  - {flow_text(entry)}", ())
        made = editor.result()
    except (KeyError, ValueError, IndexError):
        return None
    return made if _reads_as(made, document.file, {**data, "log": [*steps, entry]}) else None


def _reads_as(text: str, file: str, due: Mapping[str, object]) -> bool:
    read = read_bytes(text.encode(), file, Report())
    return read is not None and read.data == due
