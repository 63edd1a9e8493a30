"""`ruleengine new ID`."""

from __future__ import annotations

import sys
from pathlib import Path

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_path
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts
from ruleengine.source.paths import is_there, whole

_NO_ID: Texts = (
    "{id:code} is no id of a rule set: lower-case letters, digits and `-`, parts set apart by `/`, as in `acme/kettle`",
    "{id:code}不是规则集标识：应由小写字母、数字和`-`组成，各段以`/`分隔，例如`acme/kettle`",
)
_EXISTS: Texts = ("{path:code} exists; choose another id", "{path:code}已存在；请选择其他标识")


@documented("new", zh="在规则库中新建规则集，附测试和示例清单；三者均可通过检查。")
@argument("id_", ("ID", "标识"))
@option(
    "--base", default="gb/24067", show_default=True, metavar=("ID[@V]", "标识[@版本]"),
    help=("The rule set that the new one extends.", "新规则集所依据的规则集。"),
)  # fmt: skip
@rules_option
@findings_exit
def command(id_: str, base: str, rules: tuple[str, ...]) -> None:
    """Write a rule set that validates into the library, with a test and an example inventory."""
    from ruleengine.check.checking import check_files
    from ruleengine.check.new_ruleset import new_files
    from ruleengine.documents.writing import write_files
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.listing import ID
    from ruleengine.ruleset.search_path import search_path
    from ruleengine.ruleset.sources import LibraryFolder

    if not ID.match(id_):
        raise WrongUse(_NO_ID, id=id_)
    sources = open_library(rules, begun=True).holdings.sources
    own = [s.folder for s in sources if isinstance(s, LibraryFolder) and s.label is None]
    folder = _from_here(own[0]) if own else Path("rules")
    if is_there(folder / id_):
        raise WrongUse(_EXISTS, path=(folder / id_).as_posix())
    files = new_files(sources, id_, Library(sources).find(base))
    paths = [folder / file for file in files]
    write_files([(path, text.encode()) for path, text in zip(paths, files.values(), strict=True)])
    for path in paths:
        echo_path(path)
    over = () if own else (LibraryFolder(folder),)
    found, _ = check_files(Library((*over, *search_path(rules))), [folder / id_])
    tell(found)
    sys.exit(1 if any(d.severity == "error" for d in found) else 0)


def _from_here(folder: Path) -> Path:
    """A folder as it is told: from the working folder on where it lies below it."""
    here = whole(Path())
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
