"""Commands and documents: the times that people wait for."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "rules" / "gb"
LIGHTING = EXAMPLES / "lighting" / "examples" / "led-panel-600.yaml"
COMMAND = [sys.executable, "-m", "ruleengine"]


def cold(arguments: list[str], runs: int = 9) -> float:
    """Median seconds of a new process; it must end without error."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def warm(action: Callable[[int], object], runs: int) -> float:
    """Median seconds of an action after one run that is not counted."""
    action(0)
    times = []
    for index in range(runs):
        begin = time.perf_counter()
        action(index + 1)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def calculation() -> tuple[float, float]:
    """Seconds of one calculation, and of reading the inventory and calculating, of a compiled rule set."""
    import ruleengine

    program = ruleengine.compile_rules("gb/lighting@0.1.0", rules=ROOT / "rules")
    inventory = ruleengine.read_inventory(LIGHTING, program)
    alone = warm(lambda _: ruleengine.calculate(program, inventory), 50)
    whole = warm(lambda _: ruleengine.calculate(program, ruleengine.read_inventory(LIGHTING, program)), 20)
    return alone, whole


def documents() -> tuple[float, float, float]:
    """Seconds of a checklist PDF: the first in a process, a further product, and a further page in HTML."""
    from ruleengine.assess.assessment import read_assessment
    from ruleengine.documents.documents import render
    from ruleengine.documents.view import checklist_view
    from ruleengine.ruleset.library import Library

    assessment, _ = read_assessment(LIGHTING.with_suffix(".assessment.yaml"), Library(ROOT / "rules"))

    def product(index: int) -> dict[str, object]:
        view = checklist_view(assessment.program, assessment.result, "zh")
        if view["product"] is not None and view["result"] is not None:
            view["product"]["model"] = f"M-{index}"
            view["result"]["per_unit"]["value"] = str(100 + index)
        return view

    views = [product(i) for i in range(12)]
    begin = time.perf_counter()
    render(views[0], "pdf")
    first = time.perf_counter() - begin
    pdf = warm(lambda i: render(views[i + 1], "pdf"), 10)
    html = warm(lambda i: render(views[i + 1], "html"), 10)
    return first, pdf, html


def workbooks() -> float:
    """Seconds of the calculation workbook of a further product."""
    from ruleengine.documents.workbook.building import workbook
    from ruleengine.documents.workbook.xlsx import xlsx
    from ruleengine.pipeline import Programs
    from ruleengine.ruleset.library import Library

    result = Programs(Library(ROOT / "rules"), "gb/lighting").product(LIGHTING).result
    return warm(lambda _: xlsx(workbook(result, "both"), "benchmark"), 5)


def checklists() -> tuple[float, float]:
    """Seconds of a checklist as a workbook, a further product of its rule set, and of reading one that is filled in."""
    from ruleengine.answers.collecting import read_filled
    from ruleengine.assess.assessment import read_assessment
    from ruleengine.diagnostics import Report
    from ruleengine.documents.checklist_office.files import checklist_file
    from ruleengine.ruleset.library import Library

    given, _ = read_assessment(LIGHTING.with_suffix(".assessment.yaml"), Library(ROOT / "rules"))
    written = warm(lambda _: checklist_file(given.program, given.result, "zh", "xlsx", given), 10)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(checklist_file(given.program, given.result, "zh", "xlsx", given))
        return written, warm(lambda _: read_filled(path, Report()), 10)


def table() -> list[str]:
    """Measure, and give the lines of the table."""
    python, click = cold([sys.executable, "-c", "pass"]), cold([sys.executable, "-c", "import click"])
    help_, validate = cold([*COMMAND, "--help"]), cold([*COMMAND, "validate"], 5)
    calculate = cold([*COMMAND, "calculate", "gb/lighting", str(LIGHTING)])
    once, with_reading = calculation()
    first, further, html = documents()
    book = workbooks()
    workbook, back = checklists()
    start = "`python -c pass`"
    rows = [
        ("`ruleengine --help`, cold", help_, f"{help_ / click:.2f} × `import click`", "3 ×"),
        (
            "`ruleengine validate`, whole library, cold",
            validate,
            f"{validate / python:.0f} × {start}",
            "1.5 s",
        ),
        (
            "`ruleengine calculate`, one product, cold",
            calculate,
            f"{calculate / python:.0f} × {start}",
            "0.8 s",
        ),
        ("one calculation, compiled, Python API", once, f"{once / calculate:.4f} × cold", "0.005 s"),
        ("the same with reading the inventory", with_reading, f"{with_reading / once:.1f} × without", ""),
        ("checklist PDF, first in a process", first, "", ""),
        ("checklist PDF, a further product", further, f"{further / first:.2f} × the first", "0.2 s"),
        ("checklist HTML, a further product", html, f"{html / further:.2f} × PDF", ""),
        ("calculation workbook, a further product", book, f"{book / further:.2f} × PDF", ""),
        ("checklist XLSX, a further product", workbook, f"{workbook / further:.2f} × PDF", "0.02 s"),
        ("reading a filled checklist XLSX", back, f"{back / workbook:.2f} × writing", "0.05 s"),
    ]
    return [
        "| what | seconds | ratio in this run | aim |",
        "|---|---:|---|---|",
        *(f"| {what} | {seconds:.4f} | {ratio} | {aim} |" for what, seconds, ratio, aim in rows),
        "",
        'Median of several runs. "Cold" is a new process to its end. A further product is one of the same rule set',
        "with another model and value: the parts of the page that do not change are kept by the typesetter.",
    ]
