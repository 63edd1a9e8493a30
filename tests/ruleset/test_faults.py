"""What looks like a part of a library and cannot be read, or not be asked for: told, and hiding nothing."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ruleengine.check.checking import check_files
from ruleengine.diagnostics import Refused
from ruleengine.ruleset.from_document import reference
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.sources import LibraryTexts
from tests.ruleset.small_library import SMALL, copy_of_small_library

LAMP = "mini/lamp"
LARGE = "1.1." + "9" * 200
#: What is put into a copy of the small library, and the key of what is told of it at the same path.
Put = Callable[[Path], object]


def _copy(root: Path, name: str) -> None:
    shutil.copy(root / LAMP / "1.0.0.yaml", root / LAMP / name)


def _folder_moved_away(root: Path) -> None:
    (root / LAMP).rename(root.parent / "elsewhere")
    (root / LAMP).symlink_to(root.parent / "elsewhere")


def _socket(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.fspath(root / LAMP / "1.1.0.yaml"))


def _not_utf8(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / LAMP) + b"/1.1.0\xb8\xb1.yaml")).write_text("", encoding="utf-8")


FAULTS: dict[str, tuple[Put, str, str]] = {
    "link to nothing": (
        lambda root: (root / LAMP / "1.1.0.yaml").symlink_to("nowhere"), f"{LAMP}/1.1.0.yaml", "E101.link",
    ),
    "link to itself": (
        lambda root: (root / LAMP / "1.1.0.yaml").symlink_to("1.1.0.yaml"), f"{LAMP}/1.1.0.yaml", "E101.entry",
    ),
    "folder with the name of a file": (
        lambda root: (root / LAMP / "1.1.0.yaml").mkdir(), f"{LAMP}/1.1.0.yaml", "E101.folder_for_file",
    ),
    "pipe": (lambda root: os.mkfifo(root / LAMP / "1.1.0.yaml"), f"{LAMP}/1.1.0.yaml", "E101.no_file"),
    "socket": (_socket, f"{LAMP}/1.1.0.yaml", "E101.no_file"),
    "linked folder": (_folder_moved_away, LAMP, "E303.folder"),
    "circle of folders": (lambda root: (root / LAMP / "own").symlink_to(root), f"{LAMP}/own", "E303.folder"),
    "no UTF-8": (_not_utf8, f"{LAMP}/1.1.0\\udcb8\\udcb1.yaml", "E101.name"),
    "copy": (lambda root: _copy(root, "1.0.0 (1).yaml"), f"{LAMP}/1.0.0 (1).yaml", "E313.copy"),
    "copy in Chinese": (lambda root: _copy(root, "副本 1.0.0.yaml"), f"{LAMP}/副本 1.0.0.yaml", "E313.copy"),
    "copy of a copy": (lambda root: _copy(root, "1.0.0 - Copy.yaml"), f"{LAMP}/1.0.0 - Copy.yaml", "E313.copy"),
    "copy of tests": (lambda root: _copy(root, "1.0.0.tests (1).yaml"), f"{LAMP}/1.0.0.tests (1).yaml", "E313.copy"),
    "other ending": (lambda root: _copy(root, "1.1.0.yml"), f"{LAMP}/1.1.0.yml", "E313.version"),
    "capitals": (lambda root: _copy(root, "1.1.0.YAML"), f"{LAMP}/1.1.0.YAML", "E313.version"),
    "leading zero": (lambda root: _copy(root, "2025.01.0.yaml"), f"{LAMP}/2025.01.0.yaml", "E313.version"),
    "full-width digits": (lambda root: _copy(root, "１.1.0.yaml"), f"{LAMP}/１.1.0.yaml", "E313.version"),
    "Arabic digits": (lambda root: _copy(root, "١.1.0.yaml"), f"{LAMP}/١.1.0.yaml", "E313.version"),
    "two numbers": (lambda root: _copy(root, "1.1.yaml"), f"{LAMP}/1.1.yaml", "E313.version"),
    "a large number": (lambda root: _copy(root, f"{LARGE}.yml"), f"{LAMP}/{LARGE}.yml", "E313.version"),
    "folder in capitals": (
        lambda root: shutil.copytree(root / LAMP, root / "mini/LED"), "mini/LED/1.0.0.yaml", "E313.id",
    ),
}  # fmt: skip


@pytest.fixture(params=FAULTS)
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Library, str, str]:
    """A copy of the small library with one fault; its path and the key of what is told."""
    library = copy_of_small_library(tmp_path)
    put, path, key = FAULTS[request.param]
    put(library.root)
    return library, path, key


def test_a_fault_is_told_with_its_path_and_a_remedy(faulty: tuple[Library, str, str]) -> None:
    library, path, key = faulty
    (found,) = library.faults()
    assert found.place is not None
    shown = (
        found.place.file.encode("ascii", "backslashreplace").decode() if "udcb8" in path else found.place.file
    )
    assert (shown, found.key, found.severity) == (f"rules/{path}", key, "error")
    assert found.suggestion


def test_validate_tells_a_name_that_is_wrong_and_nothing_that_follows(
    faulty: tuple[Library, str, str],
) -> None:
    library, path, key = faulty
    named = [[library.root / path]] if key == "E313.version" else []
    for files in ([], *named):
        told = [d.key for d in check_files(library, files)[0] if d.severity == "error"]
        assert told == [key] or not key.startswith("E313")


def test_a_fault_hides_nothing_else(faulty: tuple[Library, str, str]) -> None:
    library, _, key = faulty
    gone = {"mini/lamp@1.0.0", "mini/led@1.0.0"} if key == "E303.folder" else set()
    if library.root.joinpath(LAMP).is_symlink():
        assert {str(r) for r in Library(SMALL).references()} - {str(r) for r in library.references()} <= gone
    else:
        assert library.references() == Library(SMALL).references()
    for item in library.references():
        assert library.load(item).reference == item
        assert library.find(str(item)) == item


def test_who_asks_for_the_latest_version_is_told_of_what_may_be_a_later_one(
    faulty: tuple[Library, str, str],
) -> None:
    library, path, key = faulty
    wanted = "mini/led" if key == "E313.id" else LAMP
    if path == f"{LAMP}/own":
        assert str(library.find(wanted)) == f"{wanted}@1.0.0"
        return
    with pytest.raises(Refused) as refused:
        library.find(wanted)
    assert [d.key for d in refused.value.diagnostics] == [key]


def test_who_asks_for_a_version_that_cannot_be_read_is_told_why(tmp_path: Path) -> None:
    library = copy_of_small_library(tmp_path)
    (library.root / LAMP / "1.1.0.yaml").symlink_to("nowhere")
    for ask in (library.find, lambda name: library.load(reference(name))):
        with pytest.raises(Refused) as refused:
            ask(f"{LAMP}@1.1.0")
        assert [d.key for d in refused.value.diagnostics] == ["E101.link"]
        with pytest.raises(Refused) as refused:
            ask(f"{LAMP}@1.2.0")
        assert [d.key for d in refused.value.diagnostics] == ["E301.version"]


def test_a_folder_without_access_is_told() -> None:
    """Root may read everything, and asks as another user here."""
    root, nobody = os.geteuid() == 0, 65534
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        library = copy_of_small_library(Path(place))
        folder = library.root / LAMP
        folder.chmod(0)
        os.seteuid(nobody if root else os.geteuid())
        try:
            found = [(d.key, str(d.place)) for d in library.faults()]
        finally:
            os.seteuid(0 if root else os.geteuid())
            folder.chmod(0o755)
    assert found == [("E101.folder", f"rules/{LAMP}")]


@pytest.mark.parametrize(
    "name",
    [
        "1.0.0.tests.yaml",
        "README.md",
        "notes.yaml",
        "examples/1.0.yaml",
        "examples/2.0.0 (1).yaml",
        "图 1.0.png",
    ],
)
def test_other_files_are_no_faults(tmp_path: Path, name: str) -> None:
    library = copy_of_small_library(tmp_path)
    path = library.root / LAMP / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert library.faults() == []


# ---- several sources


def texts_of(folder: Path) -> dict[str, str | bytes]:
    """All files below a folder as texts."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_texts_in_memory_are_a_library_like_a_folder() -> None:
    library, folder = Library([LibraryTexts("library", texts_of(SMALL))]), Library(SMALL)
    assert library.references() == folder.references()
    for item in library.references():
        assert library.load(item) == folder.load(item)


def test_the_same_content_in_two_libraries_counts_once(tmp_path: Path) -> None:
    over = copy_of_small_library(tmp_path)
    path = over.root / LAMP / "1.0.0.yaml"
    path.write_text(f"# our copy\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    library = Library([over.root, SMALL])
    assert library.references() == Library(SMALL).references()
    assert library.load(reference(f"{LAMP}@1.0.0")) == Library(SMALL).load(reference(f"{LAMP}@1.0.0"))


def test_other_content_in_two_libraries_is_told_with_both_places(tmp_path: Path) -> None:
    over = copy_of_small_library(tmp_path)
    path = over.root / LAMP / "1.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("max: 1000", "max: 1001", 1), encoding="utf-8")
    for sources, files in (
        ([over.root, SMALL], [f"rules/{LAMP}/1.0.0.yaml", f"library/{LAMP}/1.0.0.yaml"]),
        ([SMALL, over.root], [f"library/{LAMP}/1.0.0.yaml", f"rules/{LAMP}/1.0.0.yaml"]),
    ):
        with pytest.raises(Refused) as refused:
            Library(sources).load(reference(f"{LAMP}@1.0.0"))
        (found,) = refused.value.diagnostics
        assert found.code == "E312"
        assert [str(found.place), *(str(r.place) for r in found.related)] == files
