"""English and Chinese in the terminal: every pair says the same, and a person who asked for Chinese reads Chinese."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import click
import pytest

from ruleengine.cli.main import COMMANDS, cli
from ruleengine.diagnostics.facts import facts_named
from ruleengine.language import messages_language
from tests.cli.command import PANEL, ROOT, run
from tests.library_builder import plain_data
from tests.ruleset.small_library import SMALL, copy_of_small_library

SOURCE = ROOT / "src" / "ruleengine"
LAMP = SMALL / "mini" / "lamp" / "examples" / "lamp.yaml"
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Pairs that are the same in both languages.
SAME = {"kgCO2e"}


def columns_of(text: str) -> int:
    """The columns of a text in a terminal, counted without the program."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


# ---- the pairs


def pairs_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, English and Chinese of every pair of a module: what is annotated as one, help and words of options."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if (isinstance(node, ast.AnnAssign) and node.value and "Texts" in ast.unparse(node.annotation)) or (
            isinstance(node, ast.keyword) and node.arg in ("help", "metavar")
        ):
            yield from _pairs_in(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("argument", "chart_option"):
            yield from (pair for a in node.args for pair in _pairs_in(a))


def _pairs_in(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Tuple) and len(part.elts) == 2:
            texts = [e.value for e in part.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if len(texts) == 2:
                yield part.lineno, texts[0], texts[1]


PAIRS = [
    (f"{path.relative_to(SOURCE).as_posix()}:{line}", en, zh)
    for path in sorted(SOURCE.rglob("*.py"))
    for line, en, zh in pairs_of(path)
]


def test_pairs_are_found_in_the_commands_and_in_the_reports() -> None:
    found = {where.split(":")[0] for where, _, _ in PAIRS}
    assert {"cli/main.py", "cli/help.py", "cli/batch.py", "run/summary.py", "run/explain.py"} <= found
    assert {"analysis/sensitivity/report_text.py", "analysis/uncertainty/report_text.py"} <= found
    assert len(PAIRS) > 200


def test_both_languages_of_a_pair_name_the_same_facts() -> None:
    def named(text: str) -> set[str]:
        return facts_named(re.sub(r"\{(\w+):s\}", r"{\1}", text))

    assert [pair for pair in PAIRS if named(pair[1]) != named(pair[2])] == []


def test_options_and_files_that_one_language_names_are_named_by_the_other() -> None:
    def names(text: str) -> list[str]:
        return sorted(re.findall(r"--[a-z-]+|`[^`]*`|\.[a-z]+\b(?!\.)", text, re.ASCII))

    assert [pair for pair in PAIRS if names(pair[1]) != names(pair[2])] == []


def test_every_pair_is_in_two_languages() -> None:
    words = [pair for pair in PAIRS if re.search("[A-Za-z]{2}", re.sub(r"\{[^}]*\}", "", pair[1]))]
    wrong = [
        pair
        for pair in words
        if pair[1] not in SAME
        and (pair[1] == pair[2] or not CHINESE.search(pair[2]) or CHINESE.search(pair[1]))
    ]
    assert wrong == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    wrong = [pair for pair in PAIRS if re.search(r"[\u4e00-\u9fff][,;:?()]|[,;:?(][\u4e00-\u9fff]", pair[2])]
    assert wrong == []


# ---- what is printed

#: What may stand in Chinese output: options, names in backticks, paths, formats, commands, formulas.
NAMES = re.compile(
    r"`[^`]*`|--?[a-z][a-z-]*|\[[a-z|-]+\]|\bruleengine [a-z]+|html,pdf|公式：.*|"
    r"[\w./@<>-]+\.(?:yaml|svg|parquet|jsonl|pdf|html|txt|json)\b"
    r"|https?:\S+|[a-z]+/[a-z/@.0-9-]+|\.[a-z]+\b"
)


def english_in(text: str) -> list[str]:
    """Runs of two or more English words."""
    return re.findall(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,})+", NAMES.sub(" · ", text))


def help_of(name: str | None, *more: str) -> str:
    words = [name] if name else []
    return run(*words, "--help", *more).stdout


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_in_chinese_is_chinese(name: str | None) -> None:
    said = help_of(name, "--messages", "zh")
    assert said.startswith("用法：ruleengine")
    assert english_in(said) == []
    english = help_of(name, "--messages", "en")
    assert not CHINESE.search(english)
    options = re.compile(r"(?m)^  +(?:-\w, )?(--?[a-z-]+)")
    assert options.findall(said) == options.findall(english)


@pytest.mark.parametrize("name", [None, *COMMANDS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_fits_a_terminal_of_80_columns(name: str | None, language: str) -> None:
    said = help_of(name, "--messages", language)
    assert [line for line in said.splitlines() if columns_of(line) > 80] == []
    assert [line for line in said.splitlines() if re.match(r"\s*[，。；：、）]", line)] == []
    head, table = ("选项：\n", "  -") if language == "zh" else ("Options:\n", "  -")
    rows = [line for line in said.split(head)[1].split("\n\n")[0].splitlines() if line.startswith(table)]
    columns = {columns_of(m[0]) for row in rows if (m := re.match(r"  \S.*?  +(?=\S)", row))}
    assert len(columns) == 1


def commands() -> Iterator[click.Command]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield command


def test_the_language_can_be_chosen_before_and_behind_the_command() -> None:
    before = run("--messages", "zh", "list", "--help").stdout
    assert (
        before
        == run("list", "--help", "--messages", "zh").stdout
        == run("list", "--help", "--messages=zh").stdout
    )
    assert before.startswith("用法：")
    assert run("--messages", "zh", "list", "--help", "--messages", "en").stdout.startswith("Usage:")
    assert all("--messages" in o for c in commands() for p in c.params[-1:] for o in p.opts)


def test_the_language_of_one_command_is_not_that_of_the_next() -> None:
    assert run("list", "--help", "--messages", "zh").stdout.startswith("用法：")
    assert messages_language() == "en"
    assert run("list", "--help").stdout.startswith("Usage:")
    assert run("lst", "--messages", "zh", code=2).stderr.startswith("用法：")
    assert messages_language() == "en"
    assert run("lst", code=2).stderr.startswith("Usage:")


@pytest.mark.parametrize(
    ("environment", "start"),
    [
        ({"RULEENGINE_MESSAGES": "zh"}, "用法："),
        ({"LANG": "zh_CN.UTF-8"}, "用法："),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "Usage:"),
        ({"LANG": "zh_CN.UTF-8", "RULEENGINE_MESSAGES": "en"}, "Usage:"),
        ({}, "Usage:"),
    ],
)
def test_the_environment_says_which_language(environment: dict[str, str], start: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruleengine", "list", "--help"],
        env={"PYTHONPATH": str(SOURCE.parent), **environment}, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.decode().startswith(start)


WRONG = {
    "--wish": "错误：没有选项`--wish`",
    "calulate": "错误：没有命令`calulate`；是否应为`calculate`？",
    "wish": "错误：没有命令`wish`",
    "validate --formt json": "错误：没有选项`--formt`；是否应为`--format`？",
    "validate --format xml": "错误：`--format`的值无效：`xml`不是`text`、`json`、`sarif`之一",
    "calculate": "错误：缺少参数`标识[@版本]`",
    "calculate mini/lamp": "错误：缺少参数`清单文件…`",
    "checklist mini/lamp": "错误：缺少选项`-o`：应写`-o 文件|文件夹|-`",
    "list gb": "错误：命令不接受此参数：`gb`",
    "list --rules": "错误：选项`--rules`需要一个值",
    "list --on tomorrow": "错误：`--on`的值无效：`tomorrow`不是日期，日期如2026-01-31",
    "calculate --explain=yes": "错误：选项`--explain`不带值",
    "batch mini/lamp a.csv -o b.parquet --workers two": "错误：`--workers`的值无效：`two`不是整数",
    "batch mini/lamp a.csv -o b.parquet --workers 0": "错误：`--workers`的值无效：`0`不在范围`1<=x<=256`内",
    "sensitivity mini/lamp a.yaml --break-even power": "错误：`--break-even`的值无效："
    "`power`不是“名称=数值”的形式，例如`rated_power=50 kgCO2e`",
    "template mini/lamp -o a.pdf": "错误：`-o`的值无效："
    "`a.pdf`的扩展名为.pdf；请指定文件夹或扩展名为`.yaml`、`.yml`、`.xlsx`的文件",
    "checklist mini/lamp -o a --format odt": "错误：`--format`的值无效："
    "`odt`不是`html`、`pdf`、`xlsx`、`docx`、`xml`之一",
    "test mini/led": "错误：`mini/led@1.0.0`没有测试文件`1.0.0.tests.yaml`",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_use_is_told_in_chinese(line: str) -> None:
    words = line.split()
    said = run(*words, "--messages", "zh", code=2, rules=SMALL).stderr if words[-1] != "--rules" else ""
    if not said:
        said = run("--messages", "zh", *words, code=2, rules=SMALL).stderr
    assert said.splitlines()[-1] == WRONG[line]
    assert said.startswith("用法：ruleengine")
    assert english_in(said) == []


def printed(folder: Path) -> dict[str, str]:
    """What each command prints in Chinese, on the small library, both streams."""
    zh = ("--messages", "zh")
    library = copy_of_small_library(folder).root
    bad = folder / "bad.yaml"
    bad.write_text(LAMP.read_text(encoding="utf-8").replace("10 W", "10 kWh"), encoding="utf-8")
    lines_of = folder / "lamps.jsonl"
    lamp = plain_data(LAMP.read_text(encoding="utf-8"))
    lines_of.write_text(
        json.dumps({"inventory": "a", "values": lamp["values"]}, ensure_ascii=False, default=str) + "\n",
        encoding="utf-8",
    )
    run("calculate", "mini/lamp", LAMP, "--format", "json", "-o", folder, rules=library)
    lines = {
        "list": ("list",),
        "validate": ("validate",),
        "test": ("test", "--coverage"),
        "calculate": ("calculate", "mini/lamp", LAMP),
        "calculate --explain": ("calculate", "mini/lamp", LAMP, "--explain"),
        "docs": ("docs", "-o", folder / "docs"),
        "demo": ("demo", "-o", folder / "demo"),
        "batch": ("batch", "mini/lamp", lines_of, "-o", folder / "out.parquet"),
        "verify": ("verify", folder / "lamp.json", "--inventory", LAMP),
        "sensitivity": ("sensitivity", "mini/lamp", LAMP, "--break-even", "power=5"),
    }
    found = {}
    for name, words in lines.items():
        result = run(*words, *zh, rules=library)
        found[name] = result.stdout + result.stderr
    found["version"] = run("--version", *zh).stdout
    found["refused"] = run("calculate", "mini/lamp", bad, *zh, code=1, rules=library).stderr
    return found


def test_results_are_told_in_chinese(tmp_path: Path) -> None:
    said = printed(tmp_path)
    for name, text in said.items():
        assert CHINESE.search(text), name
        told = text.replace(str(tmp_path), "").replace("small base", "")
        assert english_in(told) == [], (name, english_in(told))
    assert "要求：1项满足，1项不满足，1项不适用，1项人工核查" in said["calculate"]
    assert "✘ score-limit（宜）不满足：" in said["calculate"]
    assert "第2行（钢） = 0.04 kgCO2e" in said["calculate --explain"]


@pytest.mark.parametrize("command", ["uncertainty", "sensitivity"])
def test_reports_of_a_real_product_are_told_in_chinese(command: str) -> None:
    more = ["--draws", "200"] if command == "uncertainty" else []
    said = run(command, "gb/lighting", PANEL, *more, "--messages", "zh").stdout
    assert english_in(re.sub(r"Python\w*|openLCA|ecoinvent|pedigree-matrix|Frischknecht", "", said)) == []


def test_files_and_data_do_not_depend_on_the_language(tmp_path: Path) -> None:
    for form in ("text", "json"):
        for language in ("en", "zh"):
            words = ("calculate", "mini/lamp", LAMP, "--explain", "--format", form)
            run(*words, "-o", tmp_path / language, "--messages", language, rules=SMALL)
    for name in ("lamp.txt", "lamp.json"):
        assert (tmp_path / "en" / name).read_bytes() == (tmp_path / "zh" / name).read_bytes()
    written = (tmp_path / "en" / "lamp.txt").read_text(encoding="utf-8")
    printed = (
        run("calculate", "mini/lamp", LAMP, "--explain", "--messages", x, rules=SMALL).stdout
        for x in ("zh", "en")
    )
    assert written == "\n\n".join(printed)
    for words in (
        ("calculate", "mini/lamp", LAMP, "--explain", "--format", "json"),
        ("sensitivity", "mini/lamp", LAMP, "--format", "json"),
        ("validate", "--format", "json"),
        ("validate", "--format", "sarif"),
        ("show", "mini/lamp", "--resolved", "--origin"),
    ):
        one, other = (run(*words, "--messages", x, rules=SMALL).stdout for x in ("en", "zh"))
        assert one == other
