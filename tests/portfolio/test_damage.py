"""Damaged files, products with millions of rows, portfolios that are wrong throughout: refused, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.diagnostics import Refused, Report
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.portfolio.files import lengths, staging_csv
from ruleengine.portfolio.files.csv_file import open_csv
from ruleengine.portfolio.files.portfolio_file import open_portfolio, sized
from ruleengine.portfolio.limits import TOLD
from ruleengine.program.program import Program
from tests.portfolio.portfolios import luminaires, told, with_column

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0", rules=RULES)


@pytest.fixture(scope="module")
def whole(program: Program, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, int, list[str]]:
    """A file with checksums, where its footer begins, and the totals of its products."""
    folder = tmp_path_factory.mktemp("whole")
    pq.write_table(luminaires(40), folder / "p.parquet", write_page_checksum=True)
    content = (folder / "p.parquet").read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    return content, footer, told(program, folder / "p.parquet", folder)[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_flipped_bit_gives_a_refusal_or_the_same_results(
    program: Program, whole: tuple[bytes, int, list[str]], tmp_path: Path, seed: int
) -> None:
    content, footer, totals = whole
    random = np.random.default_rng(seed)
    refused = 0
    for attempt in range(70):
        damaged = bytearray(content)
        begin = footer if attempt % 2 else 4
        damaged[int(random.integers(begin, len(content)))] ^= 1 << int(random.integers(0, 8))
        (tmp_path / "p.parquet").write_bytes(damaged)
        found, rejects = told(program, tmp_path / "p.parquet", tmp_path)
        assert rejects.keys() <= {"refused"}
        assert found in ([], totals)
        refused += "refused" in rejects
    assert refused > 30


def test_a_cut_anywhere_is_refused(
    program: Program, whole: tuple[bytes, int, list[str]], tmp_path: Path
) -> None:
    content, _, _ = whole
    for kept in np.random.default_rng(1).integers(0, len(content), 40):
        (tmp_path / "p.parquet").write_bytes(content[: int(kept)])
        refused = told(program, tmp_path / "p.parquet", tmp_path)[1]["refused"]
        assert refused[0].startswith("E615")


def test_what_is_written_has_checksums(program: Program, tmp_path: Path) -> None:
    """A bit that flips in the results is noticed by who reads them."""
    table = with_column(luminaires(200), "rated_power", pa.array([-1.0, 20.0] * 100))
    pq.write_table(table, tmp_path / "p.parquet")
    output, rejects = tmp_path / "out.parquet", tmp_path / "rejects.parquet"
    calculate_portfolio(program, tmp_path / "p.parquet", output, rejects=rejects)
    for path in (output, rejects):
        content = bytearray(path.read_bytes())
        column = pq.ParquetFile(path).metadata.row_group(0).column(1)
        begin = column.dictionary_page_offset or column.data_page_offset
        content[begin + column.total_compressed_size - 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(OSError, match=r"CRC|checksum|corrupt"):
            pq.ParquetFile(path, page_checksum_verification=True).read()


def _many(products: int, rows: dict[int, int]) -> pa.Table:
    """Luminaires of which some have very many rows of materials."""
    table = luminaires(products)
    lists = table.column("materials").combine_chunks()
    counts = np.array([rows.get(n, 8) for n in range(products)])
    index = np.concatenate([8 * n + np.arange(count) % 8 for n, count in enumerate(counts)])
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
    many = pa.ListArray.from_arrays(offsets, lists.values.take(pa.array(index)))
    return table.set_column(table.schema.get_field_index("materials"), "materials", many)


def test_products_with_too_many_rows_are_left_out_of_reading(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever they stand: in one row group, in one of many, in a large one."""
    monkeypatch.setattr(lengths, "MAX_ROWS", 1000)
    pq.write_table(luminaires(60), tmp_path / "p.parquet")
    totals, _ = told(program, tmp_path / "p.parquet", tmp_path)
    table = _many(60, {0: 1001, 7: 5000, 8: 2000, 59: 1001})
    ids = [f"luminaire-{n:08d}" for n in (0, 7, 8, 59)]
    for group in (60, 7, 1):
        pq.write_table(table, tmp_path / "p.parquet", row_group_size=group)
        found, rejects = told(program, tmp_path / "p.parquet", tmp_path)
        assert found == [t for n, t in enumerate(totals) if n not in (0, 7, 8, 59)]
        assert list(rejects) == ids
        assert {reasons[0][:4] for reasons in rejects.values()} == {"E617"}


def test_blocks_are_bounded_by_rows(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(_many(60, {20: 900, 21: 900, 22: 900}), tmp_path / "p.parquet")
    whole = told(program, tmp_path / "p.parquet", tmp_path)
    monkeypatch.setattr(lengths, "MOST_ROWS", 500)
    spans = open_portfolio(tmp_path / "p.parquet", "p.parquet", program).spans(50)
    assert sum(s.products for s in spans) == 60
    assert [s.products for s in spans if s.first in (20, 21, 22)] == [1, 1, 1]
    assert max(s.products for s in spans) < 20
    assert told(program, tmp_path / "p.parquet", tmp_path) == whole


_MEASURED = """
import resource, sys, ruleengine
from pathlib import Path
program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = ruleengine.batch(program, sys.argv[2], sys.argv[3])
print(found.refused, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_product_with_millions_of_rows_is_never_in_memory(tmp_path: Path) -> None:
    pq.write_table(_many(2, {1: 3_000_000}), tmp_path / "p.parquet")
    command = [
        sys.executable,
        "-c",
        _MEASURED,
        str(RULES),
        str(tmp_path / "p.parquet"),
        str(tmp_path / "o.parquet"),
    ]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    refused, megabytes = map(int, told.stdout.split())
    assert refused == 1
    assert megabytes < 260


def _not_a_number(column: pa.Array) -> pa.Array:
    if pa.types.is_float64(column.type):
        return pa.array(np.full(len(column), np.nan))
    if not pa.types.is_list(column.type):
        return column
    rows = column.values
    cells = [_not_a_number(rows.field(i)) for i in range(rows.type.num_fields)]
    return pa.ListArray.from_arrays(column.offsets, pa.StructArray.from_arrays(cells, fields=list(rows.type)))


def test_a_portfolio_that_is_wrong_throughout_tells_a_few_errors_of_each_product(
    program: Program, tmp_path: Path
) -> None:
    table = luminaires(30)
    columns = [_not_a_number(c.combine_chunks()) for c in table.columns]
    pq.write_table(pa.table(columns, names=table.schema.names), tmp_path / "p.parquet")
    totals, rejects = told(program, tmp_path / "p.parquet", tmp_path)
    assert (totals, len(rejects)) == ([], 30)
    assert {len(reasons) for reasons in rejects.values()} == {TOLD + 1}
    assert {reasons[-1] for reasons in rejects.values()} == {
        f"E619 there are more errors than these {TOLD}, None"
    }


def batches(*sizes: int) -> Iterator[pa.RecordBatch]:
    """Record batches of these sizes whose rows are numbered."""
    first = 0
    for size in sizes:
        yield pa.RecordBatch.from_pydict({"row": list(range(first, first + size))})
        first += size


def test_rows_are_cut_to_the_sizes_that_are_due() -> None:
    found = [b.column(0).to_pylist() for b in sized(batches(3, 4), [2, 4, 1])]
    assert found == [[0, 1], [2, 3, 4, 5], [6]]


@pytest.mark.parametrize("given", [(3, 4), (7,), (3, 3), (6, 1), (5,)])
def test_more_or_fewer_rows_than_are_due_are_noticed(given: tuple[int, ...]) -> None:
    due = [2, 4] if sum(given) != 6 else [2, 5]
    with pytest.raises(ValueError, match="are due"):
        list(sized(batches(*given), due))


def test_products_that_are_added_while_they_are_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("id,mass\na,1\nb,2\nc,3\n", encoding="utf-8")
    main = open_csv(tmp_path / "p.csv", ["id"], lambda _: None, Report())
    assert main is not None
    with pytest.raises(Refused) as refused:
        list(staging_csv._buckets(main, np.array([2])))
    assert [d.code for d in refused.value.diagnostics] == ["E615"]
