"""What commands have in common that print a report: its form, its language, and where it goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import ParamSpec

from ruleengine.cli.help import option
from ruleengine.cli.output import echo, echo_json_text
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf

P = ParamSpec("P")

_FORMS = ("text", "json", "md", "html")


def report_options(command: Callable[P, None]) -> Callable[P, None]:
    """Add --format (`form`), --lang (`lang`) and -o (`output`)."""
    command = output_option(("Where to write.", "写至何处。"), ".md", ".html", ".json")(command)
    command = option(
        "--lang", "lang", type=OneOf(["zh", "en"]),
        help=("Language of texts; else that of messages.", "文字的语言；未指定时与消息相同。"),
    )(command)  # fmt: skip
    return option(
        "--format", "form", type=OneOf(_FORMS), default="text",
        help=("How to print; else by the ending of -o.", "打印格式；未指定时按-o的扩展名。"),
    )(command)  # fmt: skip


def form_of_report(form: str, output: Target | None) -> str:
    """The form that is asked for: by the ending of a file, where one is named."""
    return output.ending[1:] if output is not None and output.ending else form


def as_json_text(data: object) -> str:
    """JSON-able data as the text of a report."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_report(name: str, form: str, text: str, output: Target | None) -> None:
    """A report to what `-o` names, else to standard output; raises `Refused` (E802)."""
    if output is not None:
        output.write([(f"{name}.{'txt' if form == 'text' else form}", text.encode())])
    elif form == "json":
        echo_json_text(text.rstrip("\n"))
    else:
        echo(text, nl=False)
