"""The site of the small library, with the guide, made and built once for all that look at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ruleengine.cli.main import cli
from tests.site.library import ROOT, small_library


def made(rules: Path, folder: Path, *words: str) -> str:
    """What the command says of a site."""
    done = CliRunner().invoke(cli, ["site", "--rules", str(rules), "-o", str(folder), *words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site: `site` in it, beside the pages."""
    folder = tmp_path_factory.mktemp("site")
    made(small_library(folder), folder / "out", "--guide", str(ROOT / "docs"), "--build")
    return folder / "out"
