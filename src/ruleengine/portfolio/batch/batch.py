"""A whole portfolio: blocks read, calculated on all cores, kept as parts, and put together as one output in order.

Rows in = rows out + rejects. Results do not depend on the size of blocks or the number of workers, and a run that was
stopped goes on with the blocks that are not finished.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.memory import require_memory_for_arrow
from ruleengine.portfolio.batch.block import BlockResult, Calculator
from ruleengine.portfolio.batch.decisions import Decider
from ruleengine.portfolio.batch.engine import Engine, on_this_machine, work_of
from ruleengine.portfolio.batch.parts import Parts, cannot_write
from ruleengine.portfolio.batch.result_columns import ResultColumns, warnings_of
from ruleengine.portfolio.batch.result_files import GROUP, RESULT_ENDINGS, result_file
from ruleengine.portfolio.files.portfolio_file import open_portfolio
from ruleengine.portfolio.files.staging import Progress, is_lines, stage
from ruleengine.portfolio.rejects import REASONS, Reject
from ruleengine.program.program import Program
from ruleengine.resolve.standing import standing_codes
from ruleengine.run.record.writing import plain_data
from ruleengine.source.paths import ending_of, is_file, is_folder, is_there, resolved, whole
from ruleengine.version import __version__


@frozen
class Batch:
    """What a batch came to: products in the portfolio, results in `output`, products refused in `rejects`.

    `warnings`: of how many products with results each was told, by its code and what it is about (`W645 power`).
    """

    products: int
    results: int
    refused: int
    output: Path
    rejects: Path | None
    warnings: Mapping[str, int] = field(factory=dict)


def summary_data(program: Program, batch: Batch) -> dict[str, object]:
    """What a batch came to as JSON-able data, with the rule set; `rejects` is null where no list was written."""
    resolved = program.resolved
    return {
        "ruleset": {
            "id": resolved.reference.id,
            "version": str(resolved.reference.version),
            "hash": resolved.fingerprint,
            "status": "released" if resolved.own.released else "draft",
        },
        "standing": plain_data(resolved.standings),
        "engine": __version__,
        "products": batch.products,
        "results": batch.results,
        "refused": batch.refused,
        "output": batch.output.as_posix(),
        "rejects": batch.rejects.as_posix() if batch.rejects else None,
        "warnings": dict(batch.warnings),
    }


def calculate_portfolio(
    program: Program, portfolio: Path, output: Path, *, rejects: Path | None = None, workers: int | None = None,
    block: int | None = None, progress: Progress | None = None, staged: Progress | None = None, engine: str = "local",
    kept: bool = True, one_version: bool = False, explained: int | None = None,
) -> Batch:  # fmt: skip
    """Calculate every product of a portfolio file and write the results as Parquet, CSV or XLSX, as the name
    of the output says.

    `engine` is `local` (threads of this machine) or `spark` (the cluster that Spark is set up for; portfolio and output
    must be on storage that its executors see). Results are the same to the byte.
    `rejects` (`.jsonl` or `.parquet`) lists the products refused with every reason; when not named, they are written
    beside the output, as `<output>.rejects.jsonl`, where there are any. `progress` is told products done and products
    in all, `staged` bytes done and bytes in all while JSON lines or CSV are brought into columns. Raises `Refused` when
    the portfolio cannot be used or the output cannot be written; the output is then untouched, and what is finished is
    kept in `<output>.parts/` for the next run, unless `kept` is false.
    With `one_version`, a portfolio whose products name several versions of the rule set is refused. With `explained`,
    at least so many products that break the same preconditions are refused with words, others with codes and elements.
    """
    require_memory_for_arrow()
    _check(program, portfolio, output, rejects or _beside(output))
    parts = Parts(output.with_name(output.name + ".parts"))
    made = [folder for folder in parts.folder.parents if not is_there(folder)]
    parts.claim()
    try:
        run = _Run(
            program,
            portfolio,
            output,
            rejects,
            parts,
            _engine(engine, workers),
            progress,
            staged,
            one_version,
            explained,
        )
        return run.go(block)
    except OSError as error:
        raise cannot_write(output, error) from None
    finally:
        if parts.claimed:
            parts.tidy(kept)
        parts.release()
        for folder in made:
            with suppress(OSError):
                folder.rmdir()  # where nothing has been written to it


def _engine(name: str, workers: int | None) -> Engine:
    """The engine of this name: `local` or `spark`."""
    if name == "spark":
        from ruleengine.portfolio.batch.spark import on_spark

        return on_spark()
    return on_this_machine(workers or os.cpu_count() or 1)


def _beside(output: Path) -> Path:
    """Where rejects are listed when nothing else is said."""
    return output.with_name(output.name + ".rejects.jsonl")


def _check(program: Program, portfolio: Path, output: Path, rejects: Path) -> None:
    """Refuse what can be seen before anything is read."""
    report = Report()
    if program.resolved.own.abstract:
        place = program.resolved.own.document.place(("ruleset",))
        report.tell("E706.base", place, ruleset=str(program.resolved.reference))
    for path, endings in ((output, RESULT_ENDINGS), (rejects, (".jsonl", ".parquet"))):
        if ending_of(path) not in endings:
            known = tuple(f"`{e}`" for e in endings)
            report.tell("E804.ending", Place(path.as_posix()), path=path.as_posix(), known=known)
        if is_folder(path) or resolved(path) == resolved(portfolio) or _is_table_of(path, portfolio):
            report.tell("E802.in_the_way", Place(path.as_posix()), path=path.as_posix())
    if resolved(rejects) == resolved(output):
        report.tell("E802.results_and_rejects", Place(output.as_posix()))
    report.stop_on_errors()


def _is_table_of(path: Path, portfolio: Path) -> bool:
    """Whether a file would be read as a table of a portfolio of CSV from then on."""
    if ending_of(path) != ".csv":
        return False
    if is_folder(portfolio):
        return resolved(path.parent) == resolved(portfolio)
    beside = ending_of(portfolio) == ".csv" and resolved(path.parent) == resolved(portfolio.parent)
    return beside and path.name.startswith(f"{portfolio.stem}.")


@frozen(eq=False)
class _Run:
    program: Program
    given: Path
    output: Path
    rejects: Path | None
    parts: Parts
    engine: Engine
    progress: Progress | None
    staged: Progress | None
    one_version: bool
    explained: int | None

    def go(self, block: int | None) -> Batch:
        begun = self._identity()
        path = stage(self.given, self.program, self.parts.folder, self.parts.begin(begun), self.staged)
        if path == self.given:
            return self._calculate(path, block, begun)
        self._unchanged(begun)
        lines = self.given if is_lines(self.given) else None
        try:
            return self._calculate(path, block, begun if lines else None, lines)
        except Refused as refused:
            if not any(d.code.startswith("E8") for d in refused.diagnostics):
                path.unlink(missing_ok=True)
            raise

    def _calculate(
        self, path: Path, block: int | None, begun: Mapping[str, object] | None, lines: Path | None = None
    ) -> Batch:
        """Calculate nested Parquet, staged from `lines`; with `begun`, the portfolio must not change any more."""
        portfolio = open_portfolio(path, self.given.as_posix(), self.program, lines)
        if self.one_version:
            portfolio.refuse_mixed(self.program.resolved.reference.id)
        size = self.parts.block_products(portfolio.block_products(block))
        decider = Decider(self.program, portfolio.layout, portfolio.shown, portfolio.lines)
        calculator = Calculator(decider, portfolio.repeated_ids(), self.explained)
        work = work_of(portfolio, calculator, size, self.parts)
        writer = _Writer(
            ResultColumns(self.program).schema(), self.output, self.rejects or _beside(self.output)
        )
        try:
            for span, result in self.engine(work):
                writer.add(result)
                if self.progress:
                    self.progress(span.first + span.products, portfolio.products)
            if begun is not None:
                self._unchanged(begun)
            found = writer.finish(self.rejects is not None)
        finally:
            writer.discard()
        self.parts.remove()
        warnings = dict(sorted(writer.warnings.items()))
        return Batch(portfolio.products, found[0], found[1], self.output, found[2], warnings)

    def _unchanged(self, begun: Mapping[str, object]) -> None:
        """Refuse a portfolio that was written to while it was read (E615): its products may be of two portfolios."""
        if self._identity() != begun:
            report = Report()
            shown = self.given.as_posix()
            report.tell("E615.changed", Place(shown), file=shown)
            report.stop_on_errors()

    def _identity(self) -> dict[str, object]:
        """What makes two runs the same, so that the parts of one are those of the other."""
        files = [self.given] if is_file(self.given) else []
        if ending_of(self.given) == ".csv" or is_folder(self.given):
            from ruleengine.portfolio.files.staging_csv import files_of

            files = [p for p in files_of(self.given, self.program).values() if is_file(p)]
        return {
            "portfolio": [
                [p.name, s.st_size, s.st_mtime_ns, s.st_ctime_ns] for p in files for s in [p.stat()]
            ],
            "ruleset": str(self.program.resolved.reference),
            "hash": self.program.resolved.fingerprint,
            "standing": list(standing_codes(self.program.resolved.standings)),
            "engine": __version__,
            "explained": self.explained,
        }


class _Writer:
    """Results and rejects in temporary files, which take their names when all is written."""

    def __init__(self, schema: pa.Schema, output: Path, rejects: Path):
        self.schema, self.output, self.rejects = schema, output, rejects
        self.results_file = output.with_name(f".{output.name}.tmp")
        mark = sha256(os.fsencode(whole(output))).hexdigest()[:8]
        self.rejects_file = rejects.with_name(f".{rejects.name}.{mark}.tmp")
        self.held: list[pa.Table] = []
        self.count = self.results = self.refused = 0
        self.file = result_file(self.results_file, schema, output)
        self.warnings: Counter[str] = Counter()
        try:
            rejects.parent.mkdir(parents=True, exist_ok=True)
            self.refusals: Any = _rejects_writer(self.rejects_file, ending_of(rejects))
        except OSError as error:
            self.file.discard()
            self.results_file.unlink(missing_ok=True)
            raise cannot_write(rejects, error) from None

    def add(self, block: BlockResult) -> None:
        """Take the results and rejects of the next block."""
        self.held.append(block.results)
        self.count += block.results.num_rows
        self.warnings.update(warnings_of(block.results))
        try:
            self.refusals.add(block.rejects)
        except OSError as error:
            raise cannot_write(self.rejects, error) from None
        self.refused += len(block.rejects)
        while self.count >= GROUP:
            self._write(GROUP)

    def _write(self, rows: int) -> None:
        table = pa.concat_tables(self.held)
        self.file.write_table(table.slice(0, rows))
        rest = table.slice(rows)
        self.held, self.count = ([rest] if rest.num_rows else []), rest.num_rows
        self.results += rows

    def finish(self, always: bool) -> tuple[int, int, Path | None]:
        """Complete both files and give them their names; rejects only where there are some, or `always`."""
        if self.count:
            self._write(self.count)
        self.file.close()
        try:
            self.refusals.close()
        except OSError as error:
            raise cannot_write(self.rejects, error) from None
        shown = always or self.refused > 0 or is_there(self.rejects)
        for file in (self.rejects_file, self.results_file):
            with file.open("rb+") as written:
                os.fsync(written.fileno())
        if shown:
            self.rejects_file.replace(self.rejects)
        self.results_file.replace(self.output)
        return self.results, self.refused, self.rejects if shown else None

    def discard(self) -> None:
        """Remove what was not completed."""
        for release in (self.file.discard, self.refusals.close):
            try:
                release()
            except (OSError, ValueError, pa.ArrowException):
                continue
        self.results_file.unlink(missing_ok=True)
        self.rejects_file.unlink(missing_ok=True)


def _rejects_writer(path: Path, ending: str) -> Any:
    return _ParquetRejects(path) if ending == ".parquet" else _LineRejects(path)


class _LineRejects:
    def __init__(self, path: Path):
        self.file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, rejects: tuple[Reject, ...]) -> None:
        """One line a product."""
        self.file.writelines(f"{r.line()}\n" for r in rejects)

    def close(self) -> None:
        """Write out what is buffered."""
        self.file.close()


class _ParquetRejects:
    SCHEMA = pa.schema([("row", pa.int64()), ("id", pa.string()), ("reasons", pa.list_(REASONS))])

    def __init__(self, path: Path):
        self.writer = pq.ParquetWriter(path, self.SCHEMA, write_page_checksum=True)

    def add(self, rejects: tuple[Reject, ...]) -> None:
        """One row a product."""
        rows: list[Mapping[str, object]] = [r.columns() for r in rejects]
        if rows:
            self.writer.write_table(pa.Table.from_pylist(rows, schema=self.SCHEMA))

    def close(self) -> None:
        """Write out what is buffered."""
        self.writer.close()
