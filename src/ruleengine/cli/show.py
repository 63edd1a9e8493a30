"""`ruleengine show ID[@V]`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ruleengine.cli.common import (
    INVENTORY,
    findings_exit,
    form_option,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo, echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts, messages_language
from ruleengine.pipeline import Programs, chosen
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet

_ONLY_CANONICAL: Texts = (
    "{option} says of what the canonical text is printed; add --canonical",
    "{option}指明打印何者的规范文本；请加上--canonical",
)
_BETWEEN: Texts = (", ", "、")
_ONE_OF: Texts = ("give --element or --inventory, not both", "--element和--inventory只能给出一个")
_NO_ELEMENT: Texts = ("{ruleset:code} has no element {name:code}", "{ruleset:code}没有要素{name:code}")
_NEAR_ELEMENT: Texts = (
    "{ruleset:code} has no element {name:code}; did you mean {near:code}?",
    "{ruleset:code}没有要素{name:code}；是否应为{near:code}？",
)


@documented("show", zh="以YAML显示规则集或因子表；用--resolved时包括全部沿用内容。")
@ruleset_argument
@option(
    "--resolved", is_flag=True,
    help=("With everything inherited, all overlays applied.", "包括全部沿用内容，并合并所有叠加内容。"),
)  # fmt: skip
@option("--origin", is_flag=True, help=("Say where every element comes from.", "标明各要素的出处。"))
@option(
    "--canonical", is_flag=True,
    help=(
        "Print the canonical text, whose SHA-256 is the hash, without a line break at its end.",
        "打印规范文本，其SHA-256即散列值，末尾不换行。",
    ),
)  # fmt: skip
@option(
    "--element", metavar=("PATH", "路径"),
    help=(
        "With --canonical: of one element, such as `requirements.cut-off-total`.",
        "与--canonical合用：某一要素的规范文本，如`requirements.cut-off-total`。",
    ),
)  # fmt: skip
@option(
    "--inventory", metavar=INVENTORY, type=click.Path(path_type=Path),
    help=("With --canonical: of what an inventory means.", "与--canonical合用：清单含义的规范文本。"),
)  # fmt: skip
@option(
    "--printed", is_flag=True,
    help=(
        "With --inventory: of every word of it, as it is written.",
        "与--inventory合用：清单全部文字的规范文本，按其写法。",
    ),
)  # fmt: skip
@form_option
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    resolved: bool,
    origin: bool,
    canonical: bool,
    element: str | None,
    inventory: Path | None,
    printed: bool,
    form: str,
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """Show a rule set or factor table as YAML; with --resolved, everything it inherits too."""
    for name, given in (("--element", element), ("--inventory", inventory), ("--printed", printed)):
        if given and not canonical:
            raise WrongUse(_ONLY_CANONICAL, option=name)
    if element and inventory:
        raise WrongUse(_ONE_OF)
    from ruleengine.resolve.overlay import load_for_use

    opened = open_library(rules)
    if inventory:
        echo(_of_inventory(Programs(opened, ruleset, choice), inventory, printed), nl=False)
        return
    library, reference = chosen(opened, ruleset, choice)
    if canonical:
        echo(_canonical(library, reference, element), nl=False)
    elif form == "json":
        echo_json(_data(library, reference))
    elif resolved or origin:
        _resolved(library, reference, origin)
    else:
        said = _said(library, load_for_use(library, reference))
        echo(library.holdings.raw(reference).decode("utf-8-sig"), nl=False)
        for sentence in said:  # standard output is the file and nothing else
            echo_line(sentence, err=True)


def _said(library: Library, item: RuleSet | FactorTable) -> list[str]:
    """What is to be said of a file itself."""
    from ruleengine.resolve.standing import standing_sentences, standings

    return standing_sentences(standings(library, [item]), messages_language())


def _resolved(library: Library, reference: Reference, origin: bool) -> None:
    from ruleengine.diagnostics import Phrase
    from ruleengine.diagnostics.phrases import PHRASES
    from ruleengine.resolve.overlay import load_for_use, resolve
    from ruleengine.resolve.print_yaml import print_resolved
    from ruleengine.resolve.standing import named, standings

    item = load_for_use(library, reference)
    if isinstance(item, FactorTable):
        name = named(standings(library, [item]), reference, messages_language())
        natures = [
            say(PHRASES["nature.factor"], name=column, nature=Phrase(f"nature.{nature}"))
            for column, nature in item.natures.items()
        ]
        echo_line("  ".join([name, item.fingerprint, say(_BETWEEN).join(natures)]))
        for sentence in _said(library, item):
            echo_line(sentence)
        return
    echo(print_resolved(resolve(library, reference), origin), nl=False)


def _data(library: Library, reference: Reference) -> dict[str, object]:
    from ruleengine.resolve.overlay import load_for_use, resolve
    from ruleengine.resolve.print_json import ruleset_data, table_data
    from ruleengine.resolve.standing import standings
    from ruleengine.run.record.writing import plain_data

    item = load_for_use(library, reference)
    if isinstance(item, FactorTable):
        return {**table_data(item), "standing": plain_data(standings(library, [item]))}
    resolved = resolve(library, reference)
    return {**ruleset_data(resolved), "standing": plain_data(resolved.standings)}


def _canonical(library: Library, reference: Reference, element: str | None) -> str:
    """The text whose SHA-256 is the hash of a rule set, factor table or element."""
    from ruleengine.resolve.overlay import load_for_use, resolve
    from ruleengine.ruleset.from_document import table_object
    from ruleengine.source.canonical import canonical

    item = load_for_use(library, reference) if element is None else library.ruleset(reference)
    if isinstance(item, FactorTable):
        data = item.document.data
        return canonical(table_object(data if isinstance(data, Mapping) else {}))
    resolved = resolve(library, reference)
    if element is None:
        return canonical(resolved.identity())
    from ruleengine.diagnostics import nearest_name
    from ruleengine.resolve.hashes import element_object

    known = [*resolved.singles, *resolved.elements]
    if element not in known:
        near = nearest_name(element, known)
        if near is None:
            raise WrongUse(_NO_ELEMENT, ruleset=str(reference), name=element)
        raise WrongUse(_NEAR_ELEMENT, ruleset=str(reference), name=element, near=near)
    return canonical(element_object(resolved, element))


def _of_inventory(programs: Programs, path: Path, printed: bool) -> str:
    """The text whose SHA-256 is the hash of an inventory, read with the version that it names."""
    from ruleengine.diagnostics import Refused, Report, in_order
    from ruleengine.inventory.from_document import inventory_document
    from ruleengine.inventory.identity import meaning_object
    from ruleengine.pipeline import inventory_of
    from ruleengine.source.canonical import canonical

    report = Report()
    document = inventory_document(path, report)
    program = programs.of(document)
    if document is None:
        raise Refused(in_order(report.items))
    _, found = inventory_of(program, document, report)
    return canonical(found.as_given if printed else meaning_object(found))
