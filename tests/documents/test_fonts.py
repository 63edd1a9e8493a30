"""The fonts hold every character of the rules and templates and are those that the script built."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "src" / "ruleengine" / "documents"
FONTS = sorted((DOCUMENTS / "fonts").glob("*.ttf"))


def characters() -> dict[str, Path]:
    """Every printable character of the rules, phrases and templates, with a file that has it."""
    templates = (path for path in (DOCUMENTS / "templates").rglob("*") if path.is_file())
    files = [*(ROOT / "rules").rglob("*.yaml"), DOCUMENTS / "phrases.yaml", *templates]
    return {sign: path for path in files for sign in path.read_text(encoding="utf-8") if sign.isprintable()}


def test_there_are_three_fonts() -> None:
    assert [font.stem for font in FONTS] == ["NotoSansSC-Bold", "NotoSansSC-Regular", "NotoSerifSC-Regular"]


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_every_character_of_the_rules_can_be_printed(font: Path) -> None:
    cmap = TTFont(font, lazy=True).getBestCmap()
    missing = {
        f"{sign} U+{ord(sign):04X}": path.name for sign, path in characters().items() if ord(sign) not in cmap
    }
    assert missing == {}


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_fonts_hold_what_documents_add(font: Path) -> None:
    cmap = TTFont(font, lazy=True).getBestCmap()
    assert all(ord(sign) in cmap for sign in "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻⋅\u202f\u00a0☐☑☒√×≤≥≠−喆堃")


def test_files_are_those_of_the_record() -> None:
    record = json.loads((DOCUMENTS / "fonts" / "sources.json").read_text(encoding="utf-8"))
    found = {font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in FONTS}
    assert found == {entry["file"]: entry["sha256"] for entry in record["fonts"]}


def test_the_licence_is_beside_the_fonts() -> None:
    licence = (DOCUMENTS / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert licence.count("SIL OPEN FONT LICENSE Version 1.1") == 2
