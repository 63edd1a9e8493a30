"""`ruleengine validate [PATH…]`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, open_library, rules_option
from ruleengine.diagnostics import as_json, as_sarif, as_text
from ruleengine.version import __version__


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="How to print."
)
@click.option("--lock", is_flag=True, help="Write the hashes of released files to the lock file.")
@rules_option
@findings_exit
def command(paths: tuple[Path, ...], form: str, lock: bool, rules: Path | None) -> None:
    """Check rule sets, factor tables, tests and inventories; the whole library when no path is given.

    PATH is a file, or a folder below which all files are checked.
    """
    from ruleengine.check.checking import check_files

    library = open_library(rules or _library_of(paths))
    if lock:
        from ruleengine.check.validate import LOCK, lock_text
        from ruleengine.documents.writing import write_text

        write_text(library.root / LOCK, lock_text(library))
    found, count = check_files(library, paths)
    if form == "json":
        click.echo(as_json(found))
    elif form == "sarif":
        click.echo(as_sarif(found, __version__))
    else:
        if found:
            click.echo(as_text(found))
        click.echo(f"{count} file{'s' * (count != 1)} checked" + ("" if found else ", no findings"), err=True)
    sys.exit(1 if any(d.severity == "error" for d in found) else 0)


def _library_of(paths: tuple[Path, ...]) -> Path | None:
    """The library that the first path lies in, when it is not the one of this folder."""
    for path in paths[:1]:
        for folder in (path.absolute(), *path.absolute().parents):
            if (folder / "iso14067").is_dir():
                return folder
    return None
