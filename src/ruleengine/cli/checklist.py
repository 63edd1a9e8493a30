"""`ruleengine checklist ID[@V]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import (
    calculated,
    findings_exit,
    open_library,
    product_option,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.document_options import form_document_options, write_wanted
from ruleengine.cli.help import documented, option
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.documents.view_types import DocumentLanguage

_NO_INVENTORY: Texts = (
    "--product chooses a product of an inventory; add --inventory",
    "--product用于选择清单中的产品；请加上--inventory",
)


@documented("checklist", zh="生成规则集的核查清单；给出清单时填入计算得出的结论。")
@ruleset_argument
@option(
    "--inventory", type=click.Path(path_type=Path),
    help=("Fill in the verdicts of this product.", "填入此产品的判定结论。"),
)  # fmt: skip
@product_option
@form_document_options
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventory: Path | None,
    product: str | None,
    output: Target,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """Write the verification checklist of a rule set; with an inventory, the computed verdicts are filled in."""
    from ruleengine.documents.view import checklist_view

    if product is not None and inventory is None:
        raise WrongUse(_NO_INVENTORY)
    programs, found = Programs(open_library(rules), ruleset, choice), None
    if inventory is None:
        program = programs.of()
        reference = program.resolved.reference
        name = f"checklist-{reference.id.replace('/', '-')}-{reference.version}"
    else:
        found = calculated(programs, inventory, product_id=product)
        program, name = found.result.program, f"{found.inventory.id}.checklist"
    result, warnings = (found.result, found.warnings) if found else (None, ())

    def office(language: DocumentLanguage, form: str) -> bytes:
        from ruleengine.documents.checklist_office.files import checklist_file

        return checklist_file(program, result, language, form, warnings=warnings)

    write_wanted(
        lambda x: checklist_view(program, result, x, warnings), name, output, formats, languages, office
    )
