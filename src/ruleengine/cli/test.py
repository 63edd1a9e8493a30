"""`ruleengine test [ID[@V]…]`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import (
    echo_json,
    findings_exit,
    form_option,
    open_library,
    refusal_data,
    rules_option,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.language import Texts

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
def command(rulesets: tuple[str, ...], with_coverage: bool, form: str, rules: Path | None) -> None:
    """Run the tests beside the rules; those of the whole library when no rule set is named."""
    from ruleengine.check.cases import coverage, read_case_file, run_cases

    library = open_library(rules)
    failures: list[Diagnostic] = []
    data: list[dict[str, object]] = []
    passed = failed = 0
    for path in _files(library.root, [library.find(r) for r in rulesets], bool(rulesets)):
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
        data.append(_data(reference, library.shown(path), outcomes, left))
        if form == "text":
            _tell(reference, len(outcomes) - len(bad), len(outcomes), left or {})
    if form == "json":
        echo_json({"passed": passed, "failed": failed, "files": data})
    else:
        tell(failures)
        click.echo(say(_COUNTED, passed=passed, failed=failed))
    sys.exit(1 if failed else 0)


def _tell(reference: str, passed: int, count: int, left: Mapping[str, Texts]) -> None:
    click.echo(say(_OF_FILE, ruleset=reference, passed=passed, count=count))
    for name, what in left.items():
        click.echo("  " + say(_UNTOUCHED, name=name, what=say(what)))


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


def _files(root: Path, references: list[object], named: bool) -> list[Path]:
    from ruleengine.ruleset.model import Reference

    if not named:
        return sorted(root.rglob("*.tests.yaml"))
    files = []
    for reference in references:
        if isinstance(reference, Reference):
            path = root / reference.id / f"{reference.version}.tests.yaml"
            if not path.exists():
                raise WrongUse(_NO_TESTS, ruleset=str(reference), file=path.name)
            files.append(path)
    return files
