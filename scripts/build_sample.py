"""`make sample`: write the committed sample run again. A test holds that it is reproduced byte for byte."""

from __future__ import annotations

import sys
from pathlib import Path

from ruleengine.documents.demonstration import Wanted, document_product
from ruleengine.ruleset.library import Library

ROOT = Path(__file__).resolve().parents[1]
ASSESSMENT = ROOT / "rules" / "gb" / "lighting" / "examples" / "0.2.0" / "led-panel-600.assessment.yaml"
WANTED: Wanted = {"checklist": {"both": ("html",)}, "declaration": {"both": ("html", "pdf")}}


def build(folder: Path) -> None:
    """Write the sample run below a folder."""
    document_product(Library(ROOT / "rules"), ASSESSMENT, folder, WANTED)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "outputs" / "sample")
