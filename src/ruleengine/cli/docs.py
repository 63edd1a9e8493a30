"""`ruleengine docs`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option


@click.command("docs")
@click.option("-o", "output", required=True, type=click.Path(path_type=Path), help="The folder to write to.")
@rules_option
@findings_exit
def command(output: Path, rules: Path | None) -> None:
    """Write the reference pages: diagnostics, units, formula language, editor schemas, every rule set and factor table.

    The pages are Markdown for the documentation site; the same code and library give the same bytes.
    """
    from ruleengine.documents.reference import code_pages, rule_pages
    from ruleengine.documents.writing import write_files

    library = open_library(rules)
    pages = {**code_pages(), **dict(rule_pages(library))}
    write_files([(output / path, text.encode()) for path, text in pages.items()])
    click.echo(f"{len(pages)} files written to {output.as_posix()}")
