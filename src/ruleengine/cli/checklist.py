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
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.language import Texts
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.assess.assessment import Assessment
    from ruleengine.documents.checklist.sheet_types import ChecklistForm, ChecklistOrder
    from ruleengine.documents.view_types import DocumentLanguage, View
    from ruleengine.ruleset.library import Library

_NO_INVENTORY: Texts = (
    "--product chooses a product of an inventory; add --inventory",
    "--product用于选择清单中的产品；请加上--inventory",
)

_BOTH: Texts = (
    "an assessment names its inventory; leave out --inventory or --assessment",
    "核查文件已指明清单；请去掉--inventory或--assessment",
)
_OTHER_RULES: Texts = (
    "{path:code} is an assessment by {reference:code} and not by {wanted:code}",
    "{path:code}是按{reference:code}的核查文件，不是按{wanted:code}的",
)


@documented("checklist", zh="生成规则集的核查清单；给出清单时填入计算得出的结论。")
@ruleset_argument
@option(
    "--inventory", type=click.Path(path_type=Path),
    help=("Fill in the verdicts of this product.", "填入此产品的判定结论。"),
)  # fmt: skip
@product_option
@option(
    "--assessment",
    type=click.Path(path_type=Path),
    help=(
        "Fill in what this assessment says, and the verdicts of its product.",
        "填入此核查文件的内容，以及其产品的判定结论。",
    ),
)
@option(
    "--form",
    "form",
    type=OneOf(["working", "full"]),
    default="working",
    help=(
        "working: short, to be filled in on site; full: with all formulas, sources and tables.",
        "working为现场填写的简表；full为含全部公式、来源和各表的完整表。",
    ),
)
@option(
    "--order",
    "order",
    type=OneOf(["clause", "activity"]),
    default="clause",
    help=(
        "Requirements by clause, or by desk review, site visit, interview.",
        "要求按条款排列，或按文件评审、现场核查、访谈排列。",
    ),
)
@option(
    "--formulas",
    is_flag=True,
    help=("Add the formulas as an annex of the working form.", "在简表后附全部公式。"),
)
@option(
    "--fillable", is_flag=True,
    help=(
        "PDF with form fields, without the claim of accessibility; HTML always has them.",
        "PDF带可填写的域，但不再声明无障碍；HTML始终可填写。",
    ),
)  # fmt: skip
@form_document_options
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventory: Path | None,
    product: str | None,
    assessment: Path | None,
    form: ChecklistForm,
    order: ChecklistOrder,
    formulas: bool,
    fillable: bool,
    output: Target,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """Write the verification checklist of a rule set; with an inventory, the computed verdicts are filled in."""
    from ruleengine.documents.checklist.sheet import ChecklistWish
    from ruleengine.documents.view import checklist_view

    if product is not None and inventory is None and assessment is None:
        raise WrongUse(_NO_INVENTORY)
    if inventory is not None and assessment is not None:
        raise WrongUse(_BOTH)
    library = open_library(rules)
    programs, found, judged = Programs(library, ruleset, choice), None, None
    if assessment is not None:
        judged = _assessment(assessment, library, product, ruleset)
        program, name = judged.program, f"{judged.id}.checklist"
    elif inventory is None:
        program = programs.of()
        reference = program.resolved.reference
        name = f"checklist-{reference.id.replace('/', '-')}-{reference.version}"
    else:
        found = calculated(programs, inventory, product_id=product)
        program, name = found.result.program, f"{found.inventory.id}.checklist"
    read = judged or found
    result, warnings = (read.result, read.warnings) if read else (None, ())
    wish = ChecklistWish(form, order, formulas, fillable)

    def office(language: DocumentLanguage, form: str) -> bytes:
        from ruleengine.documents.checklist_office.files import checklist_file

        return checklist_file(program, result, language, form, judged, warnings, wish)

    def view(language: DocumentLanguage) -> View:
        return checklist_view(program, result, language, warnings, wish, judged)

    write_wanted(view, name, output, formats, languages, office)


def _assessment(path: Path, library: Library, product: str | None, ruleset: str) -> Assessment:
    """The assessment of a file; raises `WrongUse` where it is by another rule set than the one that is named."""
    from ruleengine.assess.assessment import read_assessment

    read, _ = read_assessment(path, library, product)
    reference = read.program.resolved.reference
    if ruleset not in (reference.id, str(reference)):
        raise WrongUse(_OTHER_RULES, path=str(path), reference=str(reference), wanted=ruleset)
    return read
