"""A portfolio moved to another version, as `ruleengine migrate` does it for more than one inventory."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from attrs import evolve

from ruleengine.cli.common import tell
from ruleengine.cli.output import echo, echo_json, echo_line, echo_path
from ruleengine.cli.progress import moving
from ruleengine.cli.said import say
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts, messages_language
from ruleengine.source.paths import ending_of

if TYPE_CHECKING:
    from ruleengine.compare.migrating.passages import Passages
    from ruleengine.compare.migrating.trying import Trial
    from ruleengine.compare.migration import Migration
    from ruleengine.compare.migration_report import Kept
    from ruleengine.inventory.spreadsheet import SpreadsheetDocument
    from ruleengine.program.program import Program
    from ruleengine.ruleset.library import Library

_ENDINGS = {
    "inventories": (), "csv": (".csv",), "json_lines": (".jsonl", ".ndjson"), "parquet": (".parquet",),
}  # fmt: skip
_ENDING: Texts = (
    "{file:code} is written in the form it has, and {path:code} is no name for that",
    "{file:code}按原格式写出，而文件名{path:code}与该格式不符",
)
_SAME: Texts = (
    "{path:code} is one of the files that are moved; write to another place, since they keep what the new version does "
    "not take",
    "{path:code}为被迁移的文件之一；请写至别处，因为新版本不采用的数据仍保留在原文件中",
)
_NO_VERSION: Texts = (
    "no product of {file:code} names a version of {id:code}; name the one they are for with `--from {id}@V`",
    "{file:code}中没有产品指明{id:code}的版本；请用`--from {id}@V`指明其所对应的版本",
)
_ALREADY: Texts = (
    "{count} product{count:s} already for {reference:code}, left as they are",
    "{count}个产品已对应{reference:code}，保持原样",
)
_OTHERS: Texts = (
    "{count} product{count:s} of other rule sets, or of no version, left out",
    "{count}个产品属于其他规则集或未指明版本，未予迁移",
)
_ACCEPTED: Texts = (
    "accepted under {reference:code}: {accepted} of {products} product{products:s}",
    "{reference:code}可接受：{products}个产品中的{accepted}个",
)
_REFUSED: Texts = ("refused under {reference:code}", "{reference:code}不予接受")
_REASON: Texts = (
    "  {code}, {element:code}, {products} product{products:s}: {message}",
    "  {code}，{element:code}，{products}个产品：{message}",
)  # fmt: skip
_WRITTEN: Texts = ("{count} files in {folder:code}", "{folder:code}中的{count}个文件")
#: How many reasons are shown, and how many files are named one by one.
_SHOWN, _NAMED = 12, 30


def migrate_portfolio(
    library: Library, path: Path, kind: str, passages: Passages, output: Target | None, form: str
) -> None:
    """Move the products, tell what was done and what is left, write what was made; exits with 1 while there is more."""
    from ruleengine.compare.migrating.portfolio import moved_portfolio

    if output is not None and output.ending and output.ending not in _ENDINGS[kind]:
        raise WrongUse(_ENDING, file=path.as_posix(), path=str(output.path))
    new = passages.new
    with TemporaryDirectory(prefix="ruleengine-") as folder:
        files = moved_portfolio(path, kind, passages, Path(folder), moving(), _as_workbook)
        if not passages.told and not passages.already:
            raise WrongUse(_NO_VERSION, file=path.as_posix(), id=new.resolved.reference.id)
        trials = _trials(path, kind, passages, files, Path(folder)) if files else []
    told = [gathered.migration for gathered in passages.told.values()]
    if form == "json":
        _echo_json(path, passages, trials)
    else:
        workbooks = any(ending_of(Path(name)) == ".xlsx" for name, _ in files)
        kept: Kept = "files" if kind != "inventories" else "sheet" if workbooks else "comments"
        _echo_text(library, path, passages, trials, output, kept)
    if output is not None and files:
        _write(path, kind, files, output)
    done = all(m.is_complete for m in told) and all(t.is_clean for t in trials[1:])
    sys.exit(0 if done else 1)


def _as_workbook(document: SpreadsheetDocument, migration: Migration) -> bytes:
    from ruleengine.documents.migrated_workbook import migrated_workbook

    return migrated_workbook(document, migration, document.file)[0]


def _trials(
    path: Path, kind: str, passages: Passages, files: Sequence[tuple[str, bytes]], folder: Path
) -> list[Trial]:
    """The portfolio under the version it had, where all products had one, and what was made under the new one."""
    from ruleengine.compare.migrating.trying import tried

    made = folder / "made"
    made.mkdir()
    for name, content in files:
        (made / name).write_bytes(content)
    given = made if kind == "inventories" or files[0][0] == "products.csv" else made / files[0][0]
    old: list[Program] = [g.passage.old for g in passages.told.values()]
    found = [tried(p, path, folder / f"old-{n}", path.as_posix()) for n, p in enumerate(old[:1])]
    new = tried(passages.new, given, folder / "new", path.as_posix())
    shown = [(p.as_posix(), p.name) for p in made.iterdir()]
    faults = new.faults
    for pair in shown:
        faults = tuple(d.of_file(*pair) for d in faults)
    return [*found, evolve(new, faults=faults)]


def _echo_json(path: Path, passages: Passages, trials: Sequence[Trial]) -> None:
    from ruleengine.compare.migration_report import migration_data

    echo_json(
        {
            "portfolio": path.as_posix(), "to": str(passages.new.resolved.reference),
            "already": passages.already, "others": passages.others,
            "migrations": [
                {"products": g.products, **migration_data(g.migration)} for g in passages.told.values()
            ],
            "accepted": [t.data() for t in trials],
        }
    )  # fmt: skip


def _echo_text(
    library: Library,
    path: Path,
    passages: Passages,
    trials: Sequence[Trial],
    output: Target | None,
    kept: Kept,
) -> None:
    from ruleengine.compare.migration_report import migration_lines, validity
    from ruleengine.terminal import joined

    language, new = messages_language(), passages.new.resolved.reference
    lines: list[str] = []
    for gathered in passages.told.values():
        lines += [*migration_lines(gathered.migration, path.as_posix(), language, kept=kept), ""]
    olds = [g.passage.old.resolved.reference for g in passages.told.values()]
    lines += validity(library, [*olds, new], language)
    for texts, count in ((_ALREADY, passages.already), (_OTHERS, passages.others)):
        if count:
            lines.append(say(texts, count=count, reference=str(new)))
    for trial in trials:
        lines += _trial_lines(trial)
    echo(joined(lines), err=output is not None and output.stream)
    tell([d for trial in trials for d in trial.faults])


def _trial_lines(trial: Trial) -> list[str]:
    if trial.faults:
        return [say(_REFUSED, reference=trial.reference)]
    language = messages_language()
    lines = [
        say(_ACCEPTED, reference=trial.reference, accepted=trial.accepted, products=trial.products)
    ]  # fmt: skip
    for found in trial.reasons[:_SHOWN]:
        reason, message = found.reason, found.said.get(language, "")
        lines.append(
            say(
                _REASON, code=reason.code, element=reason.element or "—", products=found.products,
                message=message,
            )
        )  # fmt: skip
    return lines


def _write(path: Path, kind: str, files: Sequence[tuple[str, bytes]], output: Target) -> None:
    """Write what was made, never over what it was made from; texts of inventories keep all as comments."""
    from ruleengine.documents.writing import write_files
    from ruleengine.portfolio.files.staging_csv import csv_name

    names = [name for name, _ in files]
    if kind == "csv" and output.ending:
        paths = [output.path, *(Path(csv_name(str(output.path), _table(name))) for name in names[1:])]
    else:
        paths = output.paths(names)
    workbooks = any(ending_of(Path(name)) == ".xlsx" for name, _ in files)
    if (kind != "inventories" or workbooks) and not output.stream:
        _refuse_same(path, paths)
    if output.stream:
        output.write(files)
        return
    write_files([(made, content) for made, (_, content) in zip(paths, files, strict=True)])
    if len(paths) <= _NAMED:
        for made in paths:
            echo_path(made, err=True)
    else:
        echo_line(say(_WRITTEN, count=len(paths), folder=str(output.path)), err=True)


def _refuse_same(path: Path, paths: Sequence[Path]) -> None:
    """Wrong use where a file would be written over one of the portfolio, or among them."""
    folder = path.resolve() if path.is_dir() else None
    known = {p.resolve() for p in path.parent.glob(f"{path.stem}.*")}
    for made in paths:
        if made.resolve() in known or (folder is not None and made.resolve().parent == folder):
            raise WrongUse(_SAME, path=str(made))


def _table(name: str) -> str:
    """The table of a file: `lamps.materials.csv` and `materials.csv` are of `materials`."""
    return name[: -len(".csv")].rpartition(".")[2]
