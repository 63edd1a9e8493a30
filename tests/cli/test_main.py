"""The command line as a whole: help, versions, start-up, the demo and the reference pages."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import ruleengine
from ruleengine.cli.demo import assessments_shown
from ruleengine.cli.main import COMMANDS, main
from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.ruleset.library import Library
from tests.cli.command import RULES, files, run
from tests.ruleset.small_library import SMALL, copy_of_small_library


def test_help_lists_every_command() -> None:
    for option in ("--help", "-h"):
        result = run(option)
        assert result.stderr == ""
        for name, (_, text) in COMMANDS.items():
            assert f"  {name} " in result.stdout
            assert text[0].split()[0] in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    said = run(name, "--help").stdout
    assert said.startswith(f"Usage: ruleengine {name} [OPTIONS]")
    # `format` reads no rules; `comments` is a group of commands, of which each has its own help
    assert ("--rules PATH" in said) == (name not in ("format", "comments"))


def test_the_version() -> None:
    assert run("--version").stdout == f"ruleengine, version {ruleengine.__version__}\n"


def test_main_takes_its_arguments_from_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["list", "--rules", str(SMALL)])
    assert done.value.code == 0
    assert capsys.readouterr().out.startswith("mini/base@1.0.0")
    with pytest.raises(SystemExit) as done:
        main(["show", "nothing", "--rules", str(SMALL)])
    assert done.value.code == 1
    assert capsys.readouterr().err.startswith("error E301: the library has no `nothing`")


def test_help_loads_none_of_the_heavy_parts() -> None:
    heavy = (
        "yaml",
        "cerberus",
        "jinja2",
        "pikepdf",
        "typst",
        "rich",
        "ruleengine.source.reader",
        "ruleengine.formula.units",
    )
    code = (
        "import sys\nfrom ruleengine.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "[]\n"
    assert done.stdout.startswith("Usage: ruleengine [OPTIONS] COMMAND")


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "ruleengine", "show", "mini/lamp", "--rules", str(SMALL)]
    environment = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(words, capture_output=True, env=environment, cwd=tmp_path, timeout=60, check=True)
    assert done.stdout.decode() == (SMALL / "mini" / "lamp" / "1.0.0.yaml").read_text(encoding="utf-8")


# ---- demo and docs


def test_the_demo_documents_every_assessment_of_a_library(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    out = tmp_path / "out"
    result = run("demo", "-o", out, rules=library.root)
    assert result.stdout.rstrip().endswith(f"open {out}/index.html")
    assert "desk lamp" in result.stdout
    written = files(out)
    assert {"index.html", "lamp/result.json", "lamp/calculation.txt"} <= set(written)
    for kind in ("checklist", "declaration"):
        assert f"lamp/{kind}.both.html" in written
        assert written[f"lamp/{kind}.both.pdf"].startswith(b"%PDF-")
    page = written["index.html"].decode()
    for name in written:
        assert name == "index.html" or f'href="{name}"' in page


def test_the_demo_shows_the_examples_of_the_latest_version(tmp_path: Path) -> None:
    """Of a rule set with examples of several versions; a rule set with examples of one keeps them."""
    root = copy_of_small_library(tmp_path).root
    made = [
        "mini/lamp/examples/lamp.assessment.yaml",
        "mini/lamp/examples/0.9.0/lamp.assessment.yaml",
        "mini/lamp/examples/0.10.0/other.assessment.yaml",
        "mini/lamp/examples/0.10.0/deeper/no.assessment.yaml",
        "mini/lamp/examples/00.11.0/no.assessment.yaml",
        "mini/kettle/examples/kettle.assessment.yaml",
        "examples/alone.assessment.yaml",
    ]
    for file in made:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    shown = [p.relative_to(root).as_posix() for p in assessments_shown(Library(root))]
    assert shown == [made[6], made[5], made[2]]


def test_a_demo_of_a_library_with_errors_stops_before_anything_is_written(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    path = library.root / "mini" / "lamp" / "1.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("unit: W", "unit: Watt"), encoding="utf-8")
    result = run("demo", "-o", tmp_path / "out", code=1, rules=library.root)
    assert "error E408: `Watt` is not a unit" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_demo_with_a_product_that_may_not_be_declared(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    path = library.root / "mini" / "lamp" / "examples" / "lamp.assessment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("lamp.yaml", "careless.yaml"), encoding="utf-8")
    result = run("demo", "-o", tmp_path / "out", code=1, rules=library.root)
    assert "error E801: `share-limit` is not satisfied" in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_a_refusal_can_be_sent_from_one_process_to_another() -> None:
    report = Report()
    report.tell("E404.name", Place("a.yaml", 1, 2), name="a")
    refused = pickle.loads(pickle.dumps(Refused(report.items)))
    assert refused.diagnostics == tuple(report.items)
    assert str(refused) == report.items[0].text()


def test_the_reference_pages_of_a_library(tmp_path: Path) -> None:
    result = run("docs", "-o", tmp_path, rules=SMALL)
    written = files(tmp_path)
    assert result.stdout == f"{len(written)} files written to {tmp_path}\n"
    assert "diagnostics.md" in written
    assert any("mini/lamp" in name for name in written)
    again = tmp_path / "again"
    run("docs", "-o", again, rules=SMALL)
    assert files(again) == written


@pytest.mark.parametrize("name", ["gb/lighting", "gb/engines"])
def test_a_template_is_an_inventory_that_only_lacks_its_values(name: str, tmp_path: Path) -> None:
    path = tmp_path / "my product.yaml"
    assert run("template", name, "-o", path).stdout == f"{path}\n"
    refused = run("calculate", name, path, code=1, rules=RULES)
    codes = {line.split("error ")[1][:4] for line in refused.stderr.splitlines() if ": error E" in line}
    assert codes <= {"E605", "E609", "E607"}
    assert "E605" in codes
