"""The codes of reading files."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E101": error(
        "file cannot be read",
        "the file is missing, a folder, or not readable",
        "check the path and the access rights",
    ),
    "E102": error(
        "file is too large",
        "files are limited so that a broken or hostile file cannot exhaust memory",
        "split the file or remove what does not belong in it",
    ),
    "E103": error("not UTF-8", "the bytes are not valid UTF-8 text", "save the file as UTF-8"),
    "E104": error(
        "not valid YAML or JSON",
        "the text does not follow the grammar",
        "correct the text at the place named",
    ),
    "E105": error(
        "nested too deeply",
        "lists and maps are nested deeper than any rule set needs",
        "flatten the structure",
    ),
    "E106": error("too many values", "the file holds more values than the limit", "split the file"),
    "E107": error(
        "tag, anchor, alias or merge key",
        "these YAML features make one text mean several things",
        "write the value out",
    ),
    "E108": error(
        "duplicate key",
        "a map has the same key twice; one of the values would be lost",
        "remove or rename one of them",
    ),
    "E109": error(
        "ambiguous value",
        "YAML versions read this plain text as different values",
        "put it in quotes if text is meant, or write the number or true/false plainly",
    ),
    "E110": error(
        "more than one document", "a file holds one document", "put each document into a file of its own"
    ),
    "E111": error("key is not text", "keys are plain names", "write a plain name as the key"),
}
