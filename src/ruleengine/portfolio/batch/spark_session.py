"""The Spark session of a batch: one that is there, or one of our own, set up as Spark's own settings say."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruleengine.diagnostics import Diagnostic, Place, Refused
from ruleengine.diagnostics.facts import facts_of

#: Any of these says where Spark is to run; with none of them it runs on this machine.
_SETTINGS = ("PYSPARK_SUBMIT_ARGS", "PYSPARK_GATEWAY_PORT", "SPARK_CONF_DIR", "SPARK_HOME", "SPARK_LOCAL_IP")


@contextmanager
def session() -> Iterator[Any]:
    """The active session, or a new one that is stopped at the end; raises `Refused` (E807)."""
    if importlib.util.find_spec("pyspark") is None:
        raise _unavailable("E807.not_installed")
    from pyspark.sql import SparkSession

    found = SparkSession.getActiveSession()
    if found is not None:
        yield found
        return
    if "PYSPARK_GATEWAY_PORT" not in os.environ and not _java():
        raise _unavailable("E807.no_java")
    _set_up()
    try:
        builder = SparkSession.builder.appName("ruleengine").config("spark.ui.showConsoleProgress", "false")
        found = builder.getOrCreate()
        found.sparkContext.setLogLevel("ERROR")
    except Exception as error:
        raise _unavailable("E807.not_started", reason=said(error)) from None
    try:
        yield found
    finally:
        found.stop()


def said(error: Exception) -> str:
    """The first line of what Spark says of an error."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300].rstrip(".")


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(home and (Path(home) / "bin" / "java").exists()) or shutil.which("java") is not None


def _set_up() -> None:
    """Defaults of Spark for a run that was not submitted: this interpreter, and without settings this machine."""
    import pyspark

    if not any(name in os.environ for name in _SETTINGS):
        os.environ.update(SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_HOSTNAME="localhost")
    os.environ.setdefault("SPARK_HOME", Path(pyspark.__file__).parent.as_posix())
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


def _unavailable(key: str, **facts: str) -> Refused:
    return Refused([Diagnostic(key, facts_of(facts), Place("spark"))])
