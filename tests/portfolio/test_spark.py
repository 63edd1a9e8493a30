"""Batches on a real Spark cluster of separate executor processes: the same bytes as on this machine."""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ruleengine
from ruleengine.diagnostics import Refused
from ruleengine.portfolio.batch.batch import Batch, calculate_portfolio
from ruleengine.portfolio.batch.parts import Parts
from ruleengine.portfolio.batch.spark import Task, units_of
from ruleengine.portfolio.files.portfolio_file import BlockSpan, open_portfolio
from ruleengine.program.program import Program
from tests.portfolio.portfolios import luminaires

ROOT = Path(__file__).parents[2]
CLUSTER = "local-cluster[2,1,1024]"
ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    "SPARK_LOCAL_HOSTNAME": "localhost",
}
#: Start quickly: these tests do not run long enough for the second compiler of Java.
QUICK = "-XX:TieredStopAtLevel=1 -Xshare:auto"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
}
needs_java = pytest.mark.needs("java")
on_the_cluster = pytest.mark.xdist_group("spark")
BLOCK = 16


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session on a cluster of two executor processes."""
    import pyspark
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**ENVIRONMENT, "SPARK_HOME": Path(pyspark.__file__).parent.as_posix()}.items():
            patch.setenv(name, value)
        session = SparkSession.builder.master(CLUSTER).config(map=SETTINGS).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleengine.compile_rules("gb/lighting@0.1.0")


def portfolio(path: Path, products: int = 600, row_group: int = 200) -> Path:
    """Luminaires, two of them with the same id and one without a power."""
    table = luminaires(products)
    ids, power = table["inventory"].to_pylist(), table["rated_power"].to_pylist()
    ids[140], power[300] = ids[20], None
    table = table.set_column(table.schema.get_field_index("inventory"), "inventory", pa.array(ids))
    table = table.set_column(table.schema.get_field_index("rated_power"), "rated_power", pa.array(power))
    pq.write_table(table, path, row_group_size=row_group)
    return path


def both(path: Path) -> tuple[bytes, bytes]:
    """The bytes of results and rejects."""
    return path.read_bytes(), path.with_name(path.name + ".rejects.jsonl").read_bytes()


def run(program: Program, given: Path, output: Path, engine: str, block: int = BLOCK) -> Batch:
    return calculate_portfolio(program, given, output, block=block, engine=engine)


@needs_java
@on_the_cluster
def test_the_cluster_writes_the_same_bytes(spark: Any, program: Program, tmp_path: Path) -> None:
    given = portfolio(tmp_path / "given.parquet")
    local = run(program, given, tmp_path / "local.parquet", "local", block=32)
    cluster = run(program, given, tmp_path / "cluster.parquet", "spark")
    assert (cluster.products, cluster.results, cluster.refused) == (600, 597, 3)
    assert (local.results, local.refused) == (597, 3)
    assert both(cluster.output) == both(local.output)
    assert not cluster.output.with_name("cluster.parquet.parts").exists()


def executors(application: str) -> list[int]:
    """The processes of the executors of an application."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(w.endswith(b"CoarseGrainedExecutorBackend") for w in words) and application.encode() in words:
            found.append(int(folder.name))
    return found


@pytest.mark.thorough
@needs_java
@on_the_cluster
def test_an_executor_that_is_killed_changes_nothing(spark: Any, program: Program, tmp_path: Path) -> None:
    given = portfolio(tmp_path / "given.parquet", 3000)
    run(program, given, tmp_path / "local.parquet", "local")
    output = tmp_path / "cluster.parquet"
    folder, blocks = tmp_path / "cluster.parquet.parts", 15 * 13
    killed: list[tuple[int, int]] = []

    def kill() -> None:
        for _ in range(6000):
            done = len(list(folder.glob("part-*.arrow"))) if folder.exists() else 0
            if done:
                process = executors(spark.sparkContext.applicationId)[0]
                os.kill(process, signal.SIGKILL)
                killed.append((process, done))
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    run(program, given, output, "spark")
    killer.join()
    assert killed
    assert 0 < killed[0][1] < blocks
    assert killed[0][0] not in executors(spark.sparkContext.applicationId)
    assert both(output) == both(tmp_path / "local.parquet")


@needs_java
@on_the_cluster
def test_the_cluster_goes_on_where_this_machine_stopped(
    spark: Any, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = portfolio(tmp_path / "given.parquet")
    run(program, given, tmp_path / "local.parquet", "local")
    output = tmp_path / "both.parquet"

    def stop(done: int, products: int) -> None:
        if done > products // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calculate_portfolio(program, given, output, block=BLOCK, progress=stop)
    finished = len(list((tmp_path / "both.parquet.parts").glob("part-*.arrow")))
    assert 15 <= finished < 30
    run(program, given, output, "spark")
    assert both(output) == both(tmp_path / "local.parquet")


@needs_java
@on_the_cluster
def test_damage_is_told_as_on_this_machine(spark: Any, program: Program, tmp_path: Path) -> None:
    given = portfolio(tmp_path / "given.parquet")
    content = bytearray(given.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    given.write_bytes(content)
    told = []
    for engine in ("local", "spark"):
        with pytest.raises(Refused) as refused:
            run(program, given, tmp_path / "out.parquet", engine)
        told.append([d.code for d in refused.value.diagnostics])
        assert not (tmp_path / "out.parquet").exists()
    assert told == [["E615"], ["E615"]]


@needs_java
@on_the_cluster
def test_a_frame_comes_to_what_a_file_comes_to(spark: Any, program: Program, tmp_path: Path) -> None:
    given = portfolio(tmp_path / "given.parquet")
    run(program, given, tmp_path / "local.parquet", "local")
    frame = ruleengine.calculate_frame(
        program, spark.read.parquet(given.as_posix()).repartition(5, "inventory")
    )
    found = frame.toArrow().to_pylist()
    results = {r["id"]: r for r in pq.read_table(tmp_path / "local.parquet").to_pylist()}
    calculated = [r for r in found if r["reasons"] is None]
    refused = [r for r in found if r["reasons"] is not None]
    assert len(found) == 600
    assert {r["id"]: {k: v for k, v in r.items() if k != "reasons"} for r in calculated} == results
    assert sorted((r["id"], r["reasons"][0]["code"]) for r in refused) == [
        ("luminaire-00000020", "E616"), ("luminaire-00000020", "E616"), ("luminaire-00000300", "E605"),
    ]  # fmt: skip
    about = frame.schema["total"].metadata
    assert about == {
        "unit": "kgCO2e",
        "per": "basis",
        "per.en": "one lighting product",
        "per.zh": "一件照明产品",
    }


@needs_java
@on_the_cluster
def test_units_of_a_frame_are_read_and_what_does_not_fit_is_refused(spark: Any, program: Program) -> None:
    from pyspark.sql import functions as f

    table = luminaires(40)
    plain = spark.createDataFrame(table)
    kilowatts = plain.withColumn("rated_power", f.col("rated_power") / 1000)
    kilowatts = kilowatts.withMetadata("rated_power", {"unit": "kW"})
    one, other = (
        {r.id: r.total for r in ruleengine.calculate_frame(program, frame).select("id", "total").collect()}
        for frame in (plain, kilowatts)
    )
    assert len(one) == 40
    assert {k: pytest.approx(v, rel=1e-12) for k, v in one.items()} == other
    with pytest.raises(Refused) as refused:
        ruleengine.calculate_frame(
            program, plain.withMetadata("rated_power", {"unit": "kg"}).drop("inventory")
        )
    assert sorted(d.code for d in refused.value.diagnostics) == ["E602", "E618"]


@needs_java
@on_the_cluster
def test_the_script_of_the_guide_runs(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "guide" / "spark.md").read_text(encoding="utf-8")
    script = page.partition("```python\n")[2].partition("```")[0]
    assert script.count("hdfs:///") == 3
    (tmp_path / "portfolios" / "2026").mkdir(parents=True)
    portfolio(tmp_path / "portfolios" / "2026" / "given.parquet", 400)
    monkeypatch.chdir(ROOT)
    exec(script.replace("hdfs:///", tmp_path.as_uri() + "/"), {})
    results = spark.read.parquet((tmp_path / "results" / "2026").as_uri()).count()
    rejects = spark.read.json((tmp_path / "rejects" / "2026").as_uri()).count()
    assert (results, rejects) == (397, 3)


@needs_java
@on_the_cluster
def test_the_commands_of_the_guide_run(program: Program, tmp_path: Path) -> None:
    """The lines that try a cluster on one machine, as a person types them."""
    page = (ROOT / "docs" / "guide" / "spark.md").read_text(encoding="utf-8")
    (lines,) = (block for block in page.split("```\n") if block.startswith("export "))
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    portfolio(tmp_path / "portfolio.parquet")
    unnamed = pq.read_table(tmp_path / "portfolio.parquet")
    named = unnamed.append_column("ruleset", [["gb/lighting@0.1.0"] * len(unnamed)])
    pq.write_table(named, tmp_path / "portfolio.parquet")
    run(program, tmp_path / "portfolio.parquet", tmp_path / "local.parquet", "local")
    settings = "".join(f"{name} {value}\n" for name, value in SETTINGS.items())
    (tmp_path / "spark-defaults.conf").write_text(settings, encoding="utf-8")
    path = os.pathsep.join([Path(sys.executable).parent.as_posix(), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-e", "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path, "PYSPARK_PYTHON": sys.executable, "SPARK_CONF_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout == "results.parquet\nresults.parquet.rejects.jsonl\n", done.stderr
    assert done.returncode == 1
    assert both(tmp_path / "results.parquet") == both(tmp_path / "local.parquet")


def test_without_java_the_remedy_is_told(tmp_path: Path) -> None:
    given = tmp_path / "given.parquet"
    pq.write_table(luminaires(10), given)
    environment = {k: v for k, v in os.environ.items() if k != "JAVA_HOME"} | {"PATH": tmp_path.as_posix()}
    command = [
        sys.executable,
        "-m",
        "ruleengine",
        "batch",
        "gb/lighting@0.1.0",
        given.name,
        "-o",
        "out.parquet",
    ]
    rules = ROOT / "rules"
    done = subprocess.run(
        [*command, "--engine", "spark", "--rules", rules.as_posix()], cwd=tmp_path, capture_output=True,
        text=True, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "E807: a session of Spark cannot be started" in done.stderr
    assert "install Java 17 or 21, or set JAVA_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def task(program: Program, given: Path, parts: Parts) -> Task:
    opened = zlib.compress(pickle.dumps((program, open_portfolio(given, given.name, program))))
    manifest = parts.manifest() or b"of a run that is not here"
    return Task(opened, parts.folder.as_posix(), manifest, 100, frozenset(), ((0, 2), (1,)))


def told(task: Task, *units: int) -> list[dict[str, Any]]:
    """What a task says of units of work."""
    batch = pa.RecordBatch.from_arrays([pa.array(units, pa.int64())], ["id"])
    return [row for found in task(iter([batch])) for row in found.to_pylist()]


def test_a_task_leaves_the_blocks_of_its_units_as_parts(program: Program, tmp_path: Path) -> None:
    given = tmp_path / "given.parquet"
    pq.write_table(luminaires(250), given)
    parts = Parts(tmp_path / "parts")
    parts.folder.mkdir()
    parts.begin({"run": 1})
    assert told(task(program, given, parts), 0) == [{"results": 150, "refused": 0, "diagnostics": None}]
    assert parts.done() == {0, 2}
    assert told(task(program, given, parts), 1, 0) == [
        {"results": 100, "refused": 0, "diagnostics": None},
        {"results": 0, "refused": 0, "diagnostics": None},
    ]
    assert parts.done() == {0, 1, 2}


def test_an_executor_that_does_not_see_the_folder_says_so(program: Program, tmp_path: Path) -> None:
    given = tmp_path / "given.parquet"
    pq.write_table(luminaires(250), given)
    (found,) = told(task(program, given, Parts(tmp_path / "elsewhere")), 0)
    (diagnostic,) = pickle.loads(found["diagnostics"])
    assert (diagnostic.code, diagnostic.message) == ("E806", "executors do not see `elsewhere`")
    assert not (tmp_path / "elsewhere").exists()


def test_a_late_executor_leaves_nothing_in_the_folder_of_another_run(
    program: Program, tmp_path: Path
) -> None:
    given = tmp_path / "given.parquet"
    pq.write_table(luminaires(250), given)
    parts = Parts(tmp_path / "parts")
    parts.folder.mkdir()
    parts.begin({"run": 1})
    late = task(program, given, parts)
    parts.begin({"run": 2})
    (found,) = told(late, 0)
    assert [d.code for d in pickle.loads(found["diagnostics"])] == ["E806"]
    assert parts.done() == frozenset()


def test_a_full_disk_of_an_executor_is_told_as_one(program: Program, tmp_path: Path) -> None:
    given = tmp_path / "given.parquet"
    pq.write_table(luminaires(250), given)
    parts = Parts(tmp_path / "parts")
    parts.folder.mkdir()
    parts.begin({"run": 1})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        (found,) = told(task(program, given, parts), 0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (diagnostic,) = pickle.loads(found["diagnostics"])
    assert diagnostic.code == "E802"
    assert diagnostic.message.endswith("parts`: file too large")
    assert parts.done() == frozenset()


def test_units_of_work_keep_row_groups_together_where_there_are_enough() -> None:
    spans = [BlockSpan(n, n // 4, n * 10, 10) for n in range(12)]
    everything = frozenset(range(12))
    assert units_of(spans, everything, 3) == ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11))
    assert units_of(spans, everything, 6) == ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (10, 11))
    assert units_of(spans, everything - {4, 5, 6, 7}, 2) == ((0, 1, 2, 3), (8, 9, 10, 11))
    assert units_of(spans, frozenset({5}), 8) == ((5,),)
