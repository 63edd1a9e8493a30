"""`ruleengine declare ASSESSMENT`."""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell
from ruleengine.cli.document_options import document_options


@click.command("declare")
@click.argument("assessment", metavar="ASSESSMENT", type=click.Path(path_type=Path))
@document_options
@rules_option
@findings_exit
def command(
    assessment: Path, output: Path, formats: tuple[str, ...], languages: tuple[str, ...], rules: Path | None
) -> None:
    """Write the declaration of conformity of an assessed product.

    Refused, with the list of reasons, while a computable requirement (shall) is not satisfied.
    """
    from ruleengine.assess.assessment import read_assessment, refuse_unless_declarable
    from ruleengine.documents.documents import LANGUAGES, write_documents
    from ruleengine.documents.view import declaration_view

    read, warnings = read_assessment(assessment, open_library(rules))
    tell(warnings)
    refuse_unless_declarable(read)
    wanted = {x: formats for x in LANGUAGES if x in languages}
    name = f"{read.id}.declaration"
    for path in write_documents(lambda x: declaration_view(read, x), name, output, wanted):
        click.echo(path.as_posix())
