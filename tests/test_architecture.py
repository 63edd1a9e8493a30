"""The shape of the code: stages use earlier stages only, modules and functions stay small, no file names a machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "ruleengine"
#: The path of the data, at its end the two ways in; a stage may use what stands before it.
STAGES = (
    "version", "language", "characters", "figures", "terminal", "memory", "diagnostics", "source", "office", "formula",
    "ruleset", "resolve", "program", "inventory", "run", "pipeline", "arrays", "portfolio", "analysis", "assess",
    "consultation", "check", "compare", "answers", "documents", "site", "api", "cli",
)  # fmt: skip
RANK = {name: rank for rank, name in enumerate(STAGES)}
MODULES = sorted(SOURCE.rglob("*.py"))
MAX_MODULE, MAX_CLASS, MAX_FUNCTION = 450, 220, 50

Function = ast.FunctionDef | ast.AsyncFunctionDef


def shown(path: Path) -> str:
    """A path from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=shown(path))


def stage_of(path: Path) -> str | None:
    """The stage a module belongs to; None for the package itself and `python -m`."""
    name = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    return None if name in ("__init__", "__main__") else name


def imported_stages(path: Path) -> Iterator[tuple[int, str]]:
    """Line and stage of every import of the project's own code, those inside functions included."""
    for node in ast.walk(tree_of(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{shown(path)}:{node.lineno}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "import_module"
        ):
            names = [
                p.value
                for p in ast.walk(node.args[0])
                if isinstance(p, ast.Constant) and isinstance(p.value, str)
            ]
        for name in names:
            steps = name.split(".")
            if steps[0] == "ruleengine" and len(steps) > 1 and steps[1] != "__version__":
                yield getattr(node, "lineno", 0), steps[1]


#: Where a format such as `.2f` is no number for people: places of a drawing, a sort key, the pace of a command.
OTHER_FORMATS = {
    "documents/drawing.py", "analysis/sensitivity/sensitivity.py", "cli/progress.py",
}  # fmt: skip


def test_characters_are_judged_in_one_place() -> None:
    """What is hidden and how wide it is, is asked and never worked out again."""
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == "isprintable")
        or (isinstance(node, ast.Import) and "unicodedata" in {a.name for a in node.names})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "unicodedata"
            and {a.name for a in node.names} - {"name"}
        )
    ]
    assert [w for w in wrong if "/characters.py:" not in w] == []


def test_numbers_become_text_in_one_place() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr)
        for part in node.format_spec.values
        if isinstance(part, ast.Constant) and str(part.value).endswith(("f", "g", "e"))
    }
    assert found - {"figures.py"} <= OTHER_FORMATS


def functions(tree: ast.Module) -> Iterator[Function]:
    """Every function and method of a module, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def test_every_module_belongs_to_a_stage() -> None:
    found = {stage_of(p) for p in MODULES} - {None}
    assert found == set(RANK)


def test_an_import_only_points_to_earlier_stages() -> None:
    wrong = []
    for path in MODULES:
        stage = stage_of(path)
        for line, other in imported_stages(path):
            if stage is not None and RANK[other] > RANK[stage]:
                wrong.append(f"{shown(path)}:{line}: `{stage}` uses `{other}`")
    assert wrong == []


def test_the_import_rule_sees_imports_inside_functions() -> None:
    lazy = {other for path in (SOURCE / "cli").glob("*.py") for _, other in imported_stages(path)}
    assert {"run", "documents", "assess", "cli"} <= lazy


def test_modules_fit_on_a_few_screens() -> None:
    lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {name: length for name, length in lengths.items() if length > MAX_MODULE} == {}


def test_classes_are_bounded() -> None:
    long = {
        f"{shown(path)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and (node.end_lineno or 0) - node.lineno + 1 > MAX_CLASS
    }
    assert long == {}


def test_functions_fit_on_one_screen() -> None:
    long = {
        f"{shown(path)}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in MODULES
        for function in functions(tree_of(path))
        if (function.end_lineno or 0) - function.lineno + 1 > MAX_FUNCTION
    }
    assert long == {}


@cache
def imports_between_modules() -> dict[str, set[str]]:
    """Every module with those of ours that it imports, inside functions and for types only included."""
    names = {_dotted(path): path for path in MODULES}
    return {name: {m for m in _imported(path, names) if m != name} for name, path in names.items()}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and (node.module or "") in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else str(node.module)


def test_no_circle_of_modules() -> None:
    graph = imports_between_modules()
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"these modules import each other: {error.args[1]}") from None
    assert len(order) == len(MODULES)


def test_nothing_inside_imports_the_face_of_the_package() -> None:
    assert [name for name, others in imports_between_modules().items() if "ruleengine" in others] == []


def test_a_public_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(shown(path))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def public_parts(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The module, its public classes and functions, and their public methods."""
    tree = tree_of(path)
    yield shown(path), tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield f"{shown(path)}: {node.name}", node
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, Function) and not part.name.startswith("_"):
                    yield f"{shown(path)}: {node.name}.{part.name}", part


def test_public_parts_have_docstrings() -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    without = [
        name
        for path in MODULES
        for name, node in public_parts(path)
        if isinstance(node, documented) and not (ast.get_docstring(node) or "").strip()
    ]
    assert without == []


def names_defined(tree: ast.Module) -> Iterator[str]:
    """The public classes of a module and the public names that it gives to types."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [t.id for t in targets if isinstance(t, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        # Names of constants are written in capitals throughout.
        yield from (n for n in names if n[0].isupper() and not n.isupper())


def test_a_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for name in names_defined(tree_of(path)):
            places.setdefault(name, []).append(shown(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "misc", "manager", "common_utils"}
NOT_OURS = {"outputs", "site", "build", "node_modules", "__pycache__"}
TEXT = {
    ".py",
    ".yaml",
    ".yml",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".html",
    ".css",
    ".j2",
    ".typ",
    ".cfg",
    ".in",
    "",
}


@cache
def repository_files() -> list[Path]:
    """Every text file of the repository that people write; folders of tools and of outputs are left out."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        steps = path.relative_to(ROOT).parts
        hidden = any(s.startswith(".") and s not in (".ci", ".gitignore") for s in steps)
        tool = any(s in NOT_OURS or s.endswith(".egg-info") for s in steps)
        if path.is_file() and path.suffix in TEXT and not hidden and not tool:
            found.append(path)
    return found


@cache
def text_of(path: Path) -> str:
    """What a file says."""
    return path.read_text(encoding="utf-8", errors="replace")


def test_modules_are_named_after_what_they_hold() -> None:
    names = {p.stem for p in repository_files() if p.suffix == ".py"} | {p.parent.name for p in MODULES}
    assert names & FORBIDDEN_NAMES == set()


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    hosts = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "registry.npm" + "js.org",
        "npm" + "mirror",
        "arti" + "factory",
    ]
    paths = ["/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/tm" + "p/p/", "/Us" + "ers/"]
    found = []
    for path in repository_files():
        text = text_of(path)
        found += [f"{shown(path)}: {word}" for word in (*hosts, *paths) if word in text]
    assert found == []


@pytest.mark.parametrize(
    "word", ["TO" + "DO", "FIX" + "ME", "no" + "qa", "type: " + "ignore", "pragma: " + "no"]
)
def test_nothing_is_put_off_or_hushed_up(word: str) -> None:
    written = [p for p in repository_files() if p.suffix in (".py", ".yaml", ".toml", ".md")]
    assert [shown(p) for p in written if word in text_of(p)] == []


def test_everything_for_a_terminal_goes_one_way() -> None:
    """`cli/output.py` writes what may be in files without its hidden characters; nobody goes past it."""
    past = [
        f"{path.relative_to(SOURCE).as_posix()}: {found[0]}"
        for path in sorted(SOURCE.rglob("*.py"))
        for found in re.finditer(
            r"click\.s?echo\(|(?<![\w.])(?<!def )print\(|sys\.std(?:out|err)\.write", path.read_text("utf-8")
        )
    ]
    assert set(past) == {"cli/output.py: click.echo("}
