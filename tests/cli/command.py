"""Running commands in the current process, on the real library."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from ruleengine.cli.demo import assessments_shown
from ruleengine.cli.main import cli
from ruleengine.ruleset.library import Library

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"
EXAMPLES = RULES / "gb" / "lighting" / "examples"
PANEL = EXAMPLES / "led-panel-600.yaml"
#: The assessments of the latest version of each rule set, as the demo shows them.
ASSESSMENTS = assessments_shown(Library(RULES))
INVENTORIES = sorted(p for p in RULES.rglob("examples/**/*.yaml") if "assessment" not in p.name)


def run(*words: str | Path, code: int = 0, rules: Path | str = RULES) -> Result:
    """A finished command; its exit code is as expected, and it has not crashed."""
    shown = [str(w) for w in words]
    result = CliRunner(env={"RULEENGINE_RULES": str(rules)}).invoke(cli, shown, prog_name="ruleengine")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == code, result.output
    return result


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
