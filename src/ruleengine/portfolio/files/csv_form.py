"""How a CSV file is written: its encoding, the sign between its cells, the line with the names of its columns.

What spreadsheets write beside the cells is either read (rows and columns of nothing, semicolons, GB18030) or told with
its line (titles above the names, `sep=`, columns with values and no name).
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.portfolio.columns import given_twice
from ruleengine.portfolio.limits import LONGEST_CSV_LINE
from ruleengine.source.reader import why_unreadable
from ruleengine.source.wording import shown_text

_BYTES = 1 << 22
_SEPARATORS = (",", ";", "\t")
_SEP = re.compile(r'"?sep=.?"?[,;\t]*\Z', re.IGNORECASE)
#: Two bytes of GB2312; other texts in one byte a letter seldom have two such bytes in a row.
_GB2312 = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_BEYOND = re.compile(rb"[\x80-\xff]")
#: Which part of the bytes beyond ASCII belongs to characters of GB2312 where a file is in GB18030.
_CERTAIN = 0.9
#: Lines that cannot be read are told one by one up to this number.
_TOLD = 10
csv.field_size_limit(LONGEST_CSV_LINE)


@frozen
class CsvForm:
    """The form of one file: `names` has an empty text for a column without a name; `line` is where the names stand.

    `end` is the last line of the names, as one may hold a line break.
    """

    encoding: str
    separator: str
    names: tuple[str, ...]
    line: int
    end: int


def form_of(path: Path, report: Report) -> CsvForm | None:
    """The form of a file; None and errors in `report` (E101, E615) where it has no line of names or cannot be read."""
    shown = path.as_posix()
    try:
        encoding = _encoding(path, report)
        return None if encoding is None else _header(path, encoding, report)
    except OSError as error:
        report.tell("E101.unreadable", Place(shown), file=shown, reason=why_unreadable(error))
    except ValueError as error:
        report.tell("E615.unreadable", Place(shown), file=shown, reason=str(error)[:200])
    except Refused as refused:
        report.take(refused.diagnostics)
    return None


def records(path: Path, form: CsvForm) -> Iterator[tuple[int, list[str]]]:
    """All records of a file but blank lines, each with the line that it begins on.

    Raises `Refused` (E615) where a cell is longer than a line may be.
    """
    return ((line, cells) for line, _, cells in _records(path, form.encoding, form.separator) if cells)


def _records(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """All records of a file, each with the lines that it begins and ends on; raises `Refused` (E615)."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        line = 1
        try:
            for cells in reader:
                yield line, reader.line_num, cells
                line = reader.line_num + 1
        except csv.Error as error:
            report, place = Report(), Place(path.as_posix(), line, 1)
            if "field limit" in str(error):
                report.tell("E615.long_cell", place, file=place.file, line=line, limit=LONGEST_CSV_LINE)
            else:
                report.tell("E615.unreadable", place, file=place.file, reason=str(error)[:200])
            raise Refused(report.items) from None


def tell_cells(path: Path, form: CsvForm, report: Report) -> None:
    """Tell the lines that have more or fewer cells than there are columns (E615)."""
    shown, count = path.as_posix(), len(form.names)
    wrong = [
        (line, len(cells))
        for line, cells in records(path, form)
        if len(cells) != count and not is_nothing(cells)
    ]
    for line, cells in wrong[:_TOLD]:
        report.tell("E615.cells", Place(shown, line, 1), file=shown, count=cells, due=count)
    if len(wrong) > _TOLD:
        report.tell("E615.more_cells", Place(shown), file=shown, count=len(wrong) - _TOLD)


def is_nothing(cells: list[str]) -> bool:
    """Whether a row holds nothing: no cell has anything but spaces."""
    return not any(cell.strip() for cell in cells)


def column_letter(number: int) -> str:
    """What spreadsheets call a column, counted from 0: 0 → A, 27 → AB."""
    before, letter = divmod(number, 26)
    return (column_letter(before - 1) if before else "") + chr(ord("A") + letter)


def _encoding(path: Path, report: Report) -> str | None:
    """`utf-8-sig` or `gb18030`; None and E615 in `report` for others."""
    lines = 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while True:
            raw = file.read(_BYTES)
            try:
                decoder.decode(raw, not raw)
            except UnicodeDecodeError as error:
                break_line = lines + error.object[: error.start].count(b"\n") + 1
                break
            if not raw:
                return "utf-8-sig"
            lines += raw.count(b"\n")
    if _is_gb18030(path):
        return "gb18030"
    shown = path.as_posix()
    with path.open("rb") as file:
        wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    key = "E615.utf16" if wide else "E615.encoding"
    report.tell(key, Place(shown) if wide else Place(shown, break_line, 1), file=shown)
    return None


def _is_gb18030(path: Path) -> bool:
    """Whether a file is in GB18030 and nearly all of its characters beyond ASCII are common Chinese ones."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    beyond = common = 0
    with path.open("rb") as file:
        while raw := file.read(_BYTES):
            try:
                decoder.decode(raw)
            except UnicodeDecodeError:
                return False
            beyond += len(_BEYOND.findall(raw))
            common += 2 * len(_GB2312.findall(raw))
    return common > _CERTAIN * beyond


def _header(path: Path, encoding: str, report: Report) -> CsvForm | None:
    """The form with the names of the columns: the first line that holds something."""
    shown = path.as_posix()
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip(' ,;\t"\r\n')), "")
    separator = max(_SEPARATORS, key=first.count)
    if _SEP.match(first.strip()):
        report.tell("E615.sep", Place(shown, 1, 1), file=shown, text=shown_text(first.strip()))
        return None
    filled = (found for found in _records(path, encoding, separator) if not is_nothing(found[2]))
    names = next(filled, None)
    if names is None:
        report.tell("E615.no_names", Place(shown), file=shown)
        return None
    line, end, cells = names
    form = CsvForm(encoding, separator, tuple(cell.strip() for cell in cells), line, end)
    _, _, below = next(filled, (0, 0, []))
    return form if names_columns(form, below, shown, report) else None


def names_columns(form: CsvForm, below: list[str], shown: str, report: Report) -> bool:
    """Whether the first line can be the names of columns; else what it is, told with its place."""
    place = Place(shown, form.line, 1)
    filled = [name for name in form.names if name]
    if len(filled) == 1 and sum(bool(cell.strip()) for cell in below) > 1:
        report.tell("E615.title", place, file=shown, line=form.line, text=shown_text(filled[0]))
        return False
    twice = given_twice(filled)
    for name in sorted(twice):
        report.tell("E615.column_twice", place, file=shown, name=shown_text(name))
    return not twice
