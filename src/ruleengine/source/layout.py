"""The canonical layout of YAML: white space alone; what a file says, its comments, quotes and line breaks stay."""

from __future__ import annotations

from ruleengine.diagnostics import Place, Report
from ruleengine.source.indentation import YamlLayout
from ruleengine.source.reader import read_bytes
from ruleengine.source.tokens import tokens
from ruleengine.source.wording import shown_text


def formatted(raw: bytes, name: str, report: Report) -> str | None:
    """The text of a file in canonical layout, which says the same; None and errors in `report` where there is none.

    JSON has a layout of its own and stays as it is.
    """
    before = read_bytes(raw, name, report)
    if before is None:
        return None
    text = raw.decode("utf-8-sig")
    if name.lower().endswith(".json"):
        return text
    written = laid_out(text)
    after = read_bytes(written.encode(), name, Report())
    if after is None or after.data != before.data or "".join(written.split()) != "".join(text.split()):
        report.tell("E810.meaning", Place(name), file=shown_text(name))
        return None
    return written


def laid_out(text: str) -> str:
    """The text in canonical layout; raises `yaml.YAMLError` for what is no YAML."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    found = list(tokens("\n".join(lines), lines))
    layout = YamlLayout(lines)
    layout.lay_out(found)
    # a text of lines that ends the file without a last line break would get one
    ends = lines[-1] and any(token.header and token.end_line == len(lines) - 1 for token in found)
    return "\n".join(layout.written) + ("" if ends or not layout.written else "\n")
