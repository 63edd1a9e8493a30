"""What is wrong with text that is not YAML, in words of the person who wrote it."""

from __future__ import annotations

from attrs import frozen
from yaml import MarkedYAMLError
from yaml.reader import ReaderError

from ruleengine.source.wording import shown_text


@frozen
class GrammarError:
    """What is wrong, at which line and column (from 1), and what to do where more is known than that."""

    message: str
    line: int
    column: int
    suggestion: str | None = None


_INDENT = "give all keys of one map the same indentation, and write each as `key: value`"
_EXPLAINED = {
    "mapping values are not allowed in this context": (
        "a second `: ` follows in one line",
        "put the text in quotes if the colon belongs to it",
    ),
    "did not find expected key": ("no key is found where one is due", _INDENT),
    "could not find expected ':'": ("a line without `: ` stands where a key is due", _INDENT),
    "did not find expected '-' indicator": (
        "no `-` is found where the next item is due",
        "begin each item of one list with `- ` in the same column",
    ),
    "did not find expected node content": (
        "no value is found where one is due",
        "write the value, in quotes if it begins with a sign",
    ),
    "did not find expected <document start>": (
        "the text goes on after its end",
        "keep one map in a file, all its keys with the same indentation",
    ),
    "did not find expected ',' or '}'": (
        "the map in braces is neither closed nor continued",
        "write `,` between the entries and `}` at the end",
    ),
    "did not find expected ',' or ']'": (
        "the list in brackets is neither closed nor continued",
        "write `,` between the items and `]` at the end",
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "write the first `- ` on a line of its own, below the key",
    ),
    "found unknown escape character": (
        "`\\` is not followed by an escape that is known",
        "write `\\\\` for a backslash, or put the text in single quotes",
    ),
    "found unexpected end of stream": (
        "the text in quotes that begins here is not closed",
        "write the closing quote",
    ),
}
_AT_BEGINNING = {"found unexpected end of stream"}


def grammar_error(error: MarkedYAMLError | ReaderError, text: str) -> GrammarError:
    """Put an error of the YAML parser about `text` into words."""
    if isinstance(error, ReaderError):
        character = chr(int(error.character))
        line, column = line_and_column(text.partition(character)[0])
        return GrammarError(f"the character U+{ord(character):04X} is not allowed", line, column)
    problem = str(error.problem or "the text cannot be read")
    mark = error.problem_mark or error.context_mark
    if problem in _AT_BEGINNING and error.context_mark:
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    if problem == "found character that cannot start any token":
        return _unusable_character(_character_at(text, line, column), line, column)
    message, suggestion = _EXPLAINED.get(problem, (shown_text(problem.lower()), None))
    return GrammarError(message, line, column, suggestion)


def line_and_column(before: str) -> tuple[int, int]:
    """The line and column, from 1, of what stands right after the text `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _unusable_character(character: str, line: int, column: int) -> GrammarError:
    if character == "\t":
        return GrammarError("a tab stands where a value or a key is due", line, column, "indent with spaces")
    message = f"a text without quotes cannot begin with `{shown_text(character)}`"
    return GrammarError(message, line, column, "put the text in quotes")


def _character_at(text: str, line: int, column: int) -> str:
    lines = text.split("\n", line)
    return lines[line - 1][column - 1 : column] if len(lines) >= line > 0 else ""
