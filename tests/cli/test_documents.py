"""`ruleengine checklist`, `declare`, `demo`: every document of every example, in all languages, always the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import ASSESSMENTS, PANEL, RULES, files, run

LANGUAGES = ("zh", "en", "both")
CATEGORIES = sorted({p.relative_to(RULES).as_posix().partition("/examples/")[0] for p in ASSESSMENTS})


def name_of(path: Path) -> str:
    """The product that an assessment is of."""
    return path.name.removesuffix(".assessment.yaml")


def check_html(content: bytes, language: str) -> str:
    """A whole page in a language that loads nothing from elsewhere."""
    text = content.decode()
    assert text.startswith(("<!DOCTYPE html>", "<!doctype html>"))
    assert text.rstrip().endswith("</html>")
    lang = re.search(r"<html[^>]* lang=\"([^\"]+)\"", text)
    assert lang
    assert lang[1].startswith("en" if language == "en" else "zh")
    assert not re.search(r"(src|href)=\"(https?:)?//", text)
    script, policy = re.findall("<script>(.*?)</script>", text, re.DOTALL), "script-src 'sha256-"
    assert (len(script), text.count(policy)) in ((0, 0), (1, 1))
    assert not re.search(r"\{'(zh|en)'|None\b|Decimal\(|&lt;class", text)
    return text


def check_pdf(content: bytes) -> None:
    """A PDF file from its first to its last line."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_checklist_of_every_category(category: str, tmp_path: Path) -> None:
    result = run("checklist", category, "-o", tmp_path, "--format", "html")
    (name,) = files(tmp_path)
    assert re.fullmatch(rf"checklist-{category.replace('/', '-')}-\d+\.\d+\.\d+\.both\.html", name)
    assert result.stdout == f"{tmp_path}/{name}\n"
    assert result.stderr == ""
    text = check_html(files(tmp_path)[name], "both")
    assert not re.search(r"\{[a-z]", text.partition("</style>")[2]), "a placeholder was left"


@pytest.mark.parametrize("base", ["iso14067", "gb/24067"])
def test_the_checklist_of_a_base(base: str, tmp_path: Path) -> None:
    run("checklist", base, "-o", tmp_path, "--format", "html", "--lang", "en")
    (content,) = files(tmp_path).values()
    check_html(content, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklist_of_a_product_in_a_language(language: str, tmp_path: Path) -> None:
    result = run("checklist", "gb/lighting", "--inventory", PANEL, "-o", tmp_path, "--lang", language)
    names = [f"led-panel-600.checklist.{language}.{form}" for form in ("html", "pdf")]
    assert result.stdout == "".join(f"{tmp_path}/{name}\n" for name in names)
    written = files(tmp_path)
    assert sorted(written) == names
    text = check_html(written[names[0]], language)
    check_pdf(written[names[1]])
    chinese, english = "LED平板灯" in text, "LED panel luminaire" in text
    assert (chinese, english) == (language != "en", language != "zh")


@pytest.mark.parametrize("path", ASSESSMENTS, ids=name_of)
def test_the_declaration_of_every_example(path: Path, tmp_path: Path) -> None:
    result = run("declare", path, "-o", tmp_path)
    names = [f"{name_of(path)}.declaration.both.{form}" for form in ("html", "pdf")]
    assert result.stdout == "".join(f"{tmp_path}/{name}\n" for name in names)
    written = files(tmp_path)
    assert sorted(written) == names
    page = check_html(written[names[0]], "both")
    check_pdf(written[names[1]])
    told = re.match(r"not assessed: (\d+) requirements \(shall\)", result.stderr.splitlines()[-1])
    assert told, result.stderr
    assert re.search(rf"not assessed\W.*\b{told[1]}\b", page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_one_declaration_in_one_language_and_format(language: str, form: str, tmp_path: Path) -> None:
    path = ASSESSMENTS[0]
    run("declare", path, "-o", tmp_path, "--lang", language, "--format", form)
    ((name, content),) = files(tmp_path).items()
    assert name == f"{name_of(path)}.declaration.{language}.{form}"
    if form == "html":
        assert "<script" not in check_html(content, language)
    else:
        check_pdf(content)


def test_a_format_named_twice_is_written_once(tmp_path: Path) -> None:
    result = run("declare", ASSESSMENTS[0], "-o", tmp_path, "--format", "html, html")
    assert len(result.stdout.splitlines()) == 1


def test_two_runs_are_identical(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        run("checklist", "gb/lighting", "--inventory", PANEL, "-o", tmp_path / folder, "--lang", "zh")
        run("declare", ASSESSMENTS[0], "-o", tmp_path / folder)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert len(files(tmp_path / "one")) == 4


def test_declarations_carry_the_identity_of_what_was_calculated(tmp_path: Path) -> None:
    run(
        "declare",
        PANEL.with_name("led-panel-600.assessment.yaml"),
        "-o",
        tmp_path,
        "--format",
        "html",
        "--lang",
        "en",
    )
    (content,) = files(tmp_path).values()
    text = content.decode()
    for fact in (
        "EX-LIGHTI-2026-001",
        "gb/lighting",
        "0.1.0",
        "146",
        "2026-03-31",
        "Starlight Lighting Example Co.",
    ):
        assert fact in text, fact
    assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) >= 2


def changed_assessment(folder: Path, old: str, new: str) -> Path:
    """The lighting assessment with one change of its inventory."""
    text = PANEL.read_text(encoding="utf-8")
    assert old in text
    (folder / "inventory.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assessment = PANEL.with_name("led-panel-600.assessment.yaml").read_text(encoding="utf-8")
    path = folder / "assessment.yaml"
    path.write_text(
        assessment.replace("inventory: led-panel-600.yaml", "inventory: inventory.yaml"), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("old", "new", "requirements"),
    [
        ("estimate: 0.04 kgCO2e", "estimate: 900 kgCO2e", ["cut-off-single", "cut-off-total"]),
        (
            "product_mass: {value: 2.69 kg,",
            "product_mass: {value: 5 kg,",
            ["bill-of-materials-balance", "end-of-life-balance"],
        ),
    ],
)
def test_no_declaration_while_a_computable_requirement_is_not_met(
    old: str, new: str, requirements: list[str], tmp_path: Path
) -> None:
    path = changed_assessment(tmp_path, old, new)
    result = run("declare", path, "-o", tmp_path / "out", code=1)
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()
    reasons = re.findall(r"error E801: `([a-z-]+)` is not (?:satisfied|evaluated): ", result.stderr)
    assert set(requirements) <= set(reasons)
    assert len(reasons) == result.stderr.count("error E")
    assert result.stderr.rstrip().endswith(f"{len(reasons)} error{'s' * (len(reasons) != 1)}, 0 warnings")


def test_the_checklist_shows_what_the_declaration_refuses(tmp_path: Path) -> None:
    changed_assessment(tmp_path, "estimate: 0.04 kgCO2e", "estimate: 900 kgCO2e")
    words = (
        "--inventory",
        tmp_path / "inventory.yaml",
        "-o",
        tmp_path / "out",
        "--format",
        "html",
        "--lang",
        "en",
    )
    run("checklist", "gb/lighting", *words)
    (content,) = files(tmp_path / "out").values()
    assert "does not hold" in content.decode()


def test_a_checklist_of_an_assessment_in_an_order(tmp_path: Path) -> None:
    assessment = PANEL.with_name("led-panel-600.assessment.yaml")
    words = (
        "--assessment",
        assessment,
        "--order",
        "activity",
        "--form",
        "full",
        "--format",
        "html",
        "--lang",
        "en",
    )
    run("checklist", "gb/lighting@0.1.0", *words, "-o", tmp_path)
    ((name, content),) = files(tmp_path).items()
    assert name == "led-panel-600.checklist.en.html"
    groups = re.findall(r'scope="rowgroup">([^<]+)<', content.decode())
    assert groups == ["desk review", "site visit", "interview"]
    for wrong in (("gb/fibers", "--assessment", assessment), ("gb/lighting", *words, "--inventory", PANEL)):
        run("checklist", *wrong, "-o", tmp_path / "none", code=2)
    assert not (tmp_path / "none").exists()
