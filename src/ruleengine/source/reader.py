"""Text to document: YAML 1.2 core values only, every value with its place, all errors at once.

JSON is read by the same reader (it is YAML); numbers are written as in JSON. Tags, anchors, aliases,
merge keys, duplicate keys and text that YAML versions read differently are refused; size, depth, count and
the number of errors told are limited.
"""

from __future__ import annotations

import errno
import re
import stat
import sys
from pathlib import Path as FilePath

from ruleengine.characters import code_point, escape
from ruleengine.diagnostics import Phrase, Place, Report
from ruleengine.source.document import Document
from ruleengine.source.grammar_errors import line_and_column
from ruleengine.source.paths import STANDARD_INPUT
from ruleengine.source.strictness import check_json, check_yaml
from ruleengine.source.tree import MAX_DEPTH as MAX_DEPTH
from ruleengine.source.tree import MAX_ERRORS as MAX_ERRORS
from ruleengine.source.tree import MAX_VALUES as MAX_VALUES
from ruleengine.source.tree import Builder
from ruleengine.source.wording import shown_text

MAX_BYTES = 4_000_000

_LINE_BREAKS = "\x85\u2028\u2029"
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def read_file(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """Read a YAML or JSON file; None and errors in `report` when it cannot be used.

    `shown` names the file in messages. Not more than `MAX_BYTES` are read, even from what is not a file.
    """
    name = shown or path.as_posix()
    raw = raw_bytes(path, report, name)
    return None if raw is None else read_bytes(raw, name, report)


def raw_bytes(path: FilePath, report: Report, name: str, most: int = MAX_BYTES + 1) -> bytes | None:
    """The first `most` bytes of a file; None and E101 in `report` when it cannot be read."""
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read(most)
        if refuse_special(path, report, name):
            return None
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:
        report.tell("E101.unreadable", Place(name), file=shown_text(name), reason=why_unreadable(error))
        return None


def refuse_special(path: FilePath, report: Report, name: str) -> bool:
    """Whether a pipe or socket stands where a file is due, which is told (E101): reading it might never end.

    A pipe that the shell hands over, as with `<(command)`, has no place of its own and is read as a file is.
    """
    try:
        mode = path.stat().st_mode
        special = (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)) and path.resolve().exists()
    except (OSError, RuntimeError, ValueError):
        return False
    if special:
        report.tell("E101.no_file", Place(name), what=special_entry(mode))
    return special


def special_entry(mode: int) -> Phrase:
    """What an entry of a folder is that is no file, link or folder, by its mode."""
    if stat.S_ISFIFO(mode):
        return Phrase("entry.pipe")
    return Phrase("entry.socket" if stat.S_ISSOCK(mode) else "entry.device")


#: What is told of the reasons that systems give for files, by their numbers.
_REASONS = {
    getattr(errno, name): key
    for name, key in (
        ("EIO", "system.broken"), ("ENOSPC", "system.full"), ("EFBIG", "system.large"), ("ELOOP", "system.loop"),
        ("ENAMETOOLONG", "system.long"), ("EMFILE", "system.many"), ("ENFILE", "system.many"),
        ("ENOTDIR", "system.no_folder"), ("EDQUOT", "system.quota"), ("EROFS", "system.read_only"),
    )
    if hasattr(errno, name)
}  # fmt: skip


def why_unreadable(error: OSError | ValueError) -> Phrase:
    """Why the system does not let a file be read or written."""
    match error:
        case FileNotFoundError():
            return Phrase("system.missing")
        case IsADirectoryError():
            return Phrase("system.folder")
        case PermissionError():
            return Phrase("system.denied")
        case OSError(errno=number) if number in _REASONS:
            return Phrase(_REASONS[number])
        case OSError(strerror=str(reason)):
            return Phrase("system.other", reason=reason.lower())
    return Phrase("system.path")


def read_bytes(raw: bytes, name: str, report: Report, file: str | None = None) -> Document | None:
    """Read YAML or JSON bytes; `name` tells JSON from YAML by its ending, and names the file where `file` does not."""
    json = name.lower().endswith(".json") or (name == "-" and raw.lstrip()[:1] == b"{")
    name = file or name
    if len(raw) > MAX_BYTES:
        report.tell("E102.size", Place(name), file=shown_text(name), limit=MAX_BYTES)
        return None
    text = decoded(raw, name, report)
    if text is None:
        return None
    if any(sign in text for sign in _LINE_BREAKS):
        at, sign = min((text.index(sign), sign) for sign in _LINE_BREAKS if sign in text)
        place = _one_character_place(name, text[:at])
        written = f'"{escape(sign)}"'
        report.tell("E109.line_break", place, character=code_point(sign), written=written)
        return None
    builder = Builder(name, report)
    data = builder.build(_SURROGATES.sub(_one_character, text) if json else text)
    fault = None if builder.errors else check_json(text) if json else check_yaml(text)
    if fault is not None and fault.span is not None:
        place = _one_character_place(name, text[: fault.span[0]])
        report.take([fault.diagnostic(place)])
    if fault is not None or builder.errors:
        return None
    return Document(name, data, builder.places, builder.key_places)


def decoded(raw: bytes, name: str, report: Report) -> str | None:
    """UTF-8 bytes as text; None and E103 in `report` for others."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _tell_encoding(raw, error, name, report)
        return None


def _tell_encoding(raw: bytes, error: UnicodeDecodeError, name: str, report: Report) -> None:
    """Report what is not UTF-8, and what it seems to be."""
    before, byte = error.object[: error.start].decode("utf-8"), error.object[error.start]
    place = _one_character_place(name, before)
    if raw.startswith(_UTF_16):
        report.tell("E103.utf16", place, byte=f"{byte:#04x}")
    elif _CHINESE.search(raw.decode("gb18030", errors="ignore")) and _is_gb18030(raw):
        report.tell("E103.gb18030", place, byte=f"{byte:#04x}")
    else:
        report.tell("E103.other", place, byte=f"{byte:#04x}")


def _is_gb18030(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _one_character_place(name: str, before: str) -> Place:
    line, column = line_and_column(before)
    return Place(name, line, column, line, column + 1)


def _one_character(pair: re.Match[str]) -> str:
    """JSON writes a character beyond U+FFFF as two escapes; YAML knows only one escape a character."""
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}{chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))}"
