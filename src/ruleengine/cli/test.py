"""`ruleengine test [ID[@V]…]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ruleengine.cli.common import (
    findings_exit,
    form_option,
    open_library,
    refusal_data,
    rules_option,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.language import Texts, messages_language
from ruleengine.ruleset.library import Library
from ruleengine.source.folders import content_of
from ruleengine.source.paths import is_there

if TYPE_CHECKING:
    from ruleengine.check.cases import CaseOutcome

_OF_FILE: Texts = (
    "{ruleset}: {passed} of {count} case{count:s} passed", "{ruleset}：{count}个用例中{passed}个通过",
)  # fmt: skip
_UNTOUCHED: Texts = ("{name}: {what}", "{name}：{what}")
_COUNTED: Texts = ("{passed} passed, {failed} failed", "{passed}个通过，{failed}个未通过")
_NO_TESTS: Texts = ("{ruleset:code} has no tests file {file:code}", "{ruleset:code}没有测试文件{file:code}")


@documented("test", zh="运行规则旁的测试；未指明规则集时，运行整个规则库的测试。")
@argument("rulesets", ("[ID[@V]…]", "[标识[@版本]…]"), nargs=-1)
@option(
    "--coverage", "with_coverage", is_flag=True,
    help=("List what the tests leave untouched.", "列出测试未涉及的内容。"),
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(rulesets: tuple[str, ...], with_coverage: bool, form: str, rules: tuple[str, ...]) -> None:
    """Run the tests beside the rules; those of the whole library when no rule set is named."""
    from ruleengine.check.cases import coverage, read_case_file, run_cases
    from ruleengine.resolve.standing import named
    from ruleengine.run.record.writing import plain_data

    library = open_library(rules)
    failures: list[Diagnostic] = []
    data: list[dict[str, object]] = []
    passed = failed = 0
    for path in _named(library, rulesets) if rulesets else _all(library):
        try:
            file = read_case_file(library, path)
        except Refused as refused:
            failures += refused.diagnostics
            data.append(refusal_data(library.shown(path), refused.diagnostics))
            failed += 1
            continue
        outcomes = list(run_cases(file))
        bad = [o for o in outcomes if o.failures]
        failures += [d for o in bad for d in o.failures]
        passed, failed = passed + len(outcomes) - len(bad), failed + len(bad)
        left = coverage(file.program, outcomes) if with_coverage else None
        reference = str(file.program.resolved.reference)
        standing = file.program.resolved.standings
        data.append(
            {"standing": plain_data(standing)} | _data(reference, library.shown(path), outcomes, left)
        )
        if form == "text":
            _tell(
                named(standing, reference, messages_language()),
                len(outcomes) - len(bad),
                len(outcomes),
                left or {},
            )
    if form == "json":
        echo_json({"passed": passed, "failed": failed, "files": data})
    else:
        tell(failures)
        echo_line(say(_COUNTED, passed=passed, failed=failed))
    sys.exit(1 if failed else 0)


def _tell(reference: str, passed: int, count: int, left: Mapping[str, Texts]) -> None:
    echo_line(say(_OF_FILE, ruleset=reference, passed=passed, count=count))
    for name, what in left.items():
        echo_line("  " + say(_UNTOUCHED, name=name, what=say(what)))


def _data(
    reference: str, file: str, outcomes: Sequence[CaseOutcome], left: Mapping[str, Texts] | None
) -> dict[str, object]:
    """The cases of one tests file as JSON-able data; with what they leave untouched, where that is asked for."""
    cases = {
        o.name: {"passed": not o.failures, "diagnostics": [d.data() for d in o.failures]} for o in outcomes
    }
    untouched = (
        {} if left is None else {"untouched": {k: {"en": en, "zh": zh} for k, (en, zh) in left.items()}}
    )
    return {"ruleset": reference, "file": file, "cases": cases, **untouched}


def _all(library: Library) -> list[Path]:
    """The tests files of the libraries that are looked after here."""
    folders = library.holdings.own_folders()
    return [f / file for f in folders for file in content_of(f).files if file.endswith(".tests.yaml")]


def _named(library: Library, rulesets: Sequence[str]) -> list[Path]:
    """The tests files beside rule sets; wrong use where one has none."""
    files = []
    for reference in [library.find(r) for r in rulesets]:
        rules = library.path(reference)
        path = rules.with_name(f"{rules.stem}.tests.yaml")
        if not is_there(path):
            raise WrongUse(_NO_TESTS, ruleset=str(reference), file=path.name)
        files.append(path)
    return files
