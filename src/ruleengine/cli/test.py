"""`ruleengine test [ID[@V]…]`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option, tell
from ruleengine.diagnostics import Diagnostic, Refused


@click.command("test")
@click.argument("rulesets", metavar="[ID[@V]…]", nargs=-1)
@click.option("--coverage", "with_coverage", is_flag=True, help="List what the tests leave untouched.")
@rules_option
@findings_exit
def command(rulesets: tuple[str, ...], with_coverage: bool, rules: Path | None) -> None:
    """Run the tests beside the rules; those of the whole library when no rule set is named."""
    from ruleengine.check.cases import coverage, read_case_file, run_cases

    library = open_library(rules)
    failures: list[Diagnostic] = []
    passed = failed = 0
    for path in _files(library.root, [library.find(r) for r in rulesets], bool(rulesets)):
        try:
            file = read_case_file(library, path)
        except Refused as refused:
            failures += refused.diagnostics
            failed += 1
            continue
        outcomes = list(run_cases(file))
        bad = [o for o in outcomes if o.failures]
        failures += [d for o in bad for d in o.failures]
        passed, failed = passed + len(outcomes) - len(bad), failed + len(bad)
        reference = file.program.resolved.reference
        click.echo(f"{reference}: {len(outcomes) - len(bad)} of {len(outcomes)} cases passed")
        if with_coverage:
            left = coverage(file.program, outcomes)
            for name, what in left.items():
                click.echo(f"  {name}: {what}")
    tell(failures)
    click.echo(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _files(root: Path, references: list[object], named: bool) -> list[Path]:
    from ruleengine.ruleset.model import Reference

    if not named:
        return sorted(root.rglob("*.tests.yaml"))
    files = []
    for reference in references:
        if isinstance(reference, Reference):
            path = root / reference.id / f"{reference.version}.tests.yaml"
            if not path.exists():
                raise click.UsageError(f"`{reference}` has no tests file `{reference.version}.tests.yaml`")
            files.append(path)
    return files
