"""From pages to the site: MkDocs over both trees at once, and only over what has changed where that is enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from ruleengine.diagnostics import Fault, Refused
from ruleengine.diagnostics.place import Place
from ruleengine.documents.writing import write_text
from ruleengine.language import LANGUAGES, Language

_SEARCH = "search/search_index.json"
_PROCESS = "ruleengine.site.builder_process"
#: The processes that build, by the language of their tree.
Builders: TypeAlias = Mapping[Language, "subprocess.Popen[str]"]
#: How lines begin that tell of something wrong.
_FOUND = ("WARNING", "ERROR")


def check_builder() -> None:
    """Raise `Refused` (E830) where MkDocs is not installed."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise Refused([Fault("E830.missing").diagnostic(Place("mkdocs"))])


@contextmanager
def builders() -> Iterator[Builders]:
    """A builder for each tree, which gets ready while pages are still being written, and is gone at the end."""
    check_builder()
    with ExitStack() as ending:
        started = {}
        for language in LANGUAGES:
            started[language] = ending.enter_context(_started(language))
            ending.callback(started[language].kill)
        yield started


def build(folder: Path, changed: Collection[str], ready: Builders, *, whole: bool) -> None:
    """Build the trees with changes, strictly; all pages of a tree where `whole`, or where it was never built.

    Raises `Refused` (E830) with what MkDocs says where it finds something wrong, such as a link to nowhere.
    """
    due = {
        language: whole or not (folder / "site" / language / _SEARCH).is_file()
        for language in LANGUAGES
        if whole or any(path.startswith(f"{language}/") for path in changed)
        or not (folder / "site" / language / _SEARCH).is_file()
    }  # fmt: skip
    kept = {x: _entries(folder, x) for x, first in due.items() if not first}
    for language, first in due.items():
        _tell(ready[language], folder, language, first)
    said = {language: (ready[language].communicate()[0], ready[language].returncode) for language in due}
    faults = [
        Fault("E830.builder", said=" | ".join(wrong)).diagnostic(
            Place(f"{folder.as_posix()}/mkdocs.{language}.yml")
        )
        for language, (text, code) in said.items()
        if (wrong := _wrong(text, code))
    ]
    if faults:
        for language in due:  # what was built in part is built whole the next time
            (folder / "site" / language / _SEARCH).unlink(missing_ok=True)
        raise Refused(faults)
    for language, before in kept.items():
        _merge(folder, language, before)


def _wrong(text: str, code: int) -> list[str]:
    """What the builder finds wrong. It warns of every build of some pages alone: their links are checked as well."""
    told = [line for line in text.splitlines() if line.startswith(_FOUND) and "'dirty'" not in line]
    return told or (text.split("\n")[-12:] if code else [])


def _started(language: Language) -> subprocess.Popen[str]:
    words = [sys.executable, "-P", "-W", "ignore", "-m", _PROCESS, language]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        words, env=quiet, encoding="utf-8", stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT
    )


def _tell(builder: subprocess.Popen[str], folder: Path, language: Language, whole: bool) -> None:
    words = ["build", "--config-file", f"mkdocs.{language}.yml"]
    words += ["--clean", "--strict"] if whole else ["--dirty"]
    told = json.dumps({"folder": str(folder.resolve()), "words": words})
    if builder.stdin is not None:
        with suppress(OSError):  # one that has ended says why
            builder.stdin.write(f"{told}\n")
            builder.stdin.flush()


def _entries(folder: Path, language: Language) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(
        (folder / "site" / language / _SEARCH).read_text(encoding="utf-8")
    )
    return found


def _merge(folder: Path, language: Language, before: Mapping[str, object]) -> None:
    """Put into the index of the search what it had of the pages that were not built again."""
    now = dict(_entries(folder, language))
    old, new = before.get("docs"), now.get("docs")
    if isinstance(old, list) and isinstance(new, list):
        again = {_page(entry) for entry in new}
        now["docs"] = [entry for entry in old if _page(entry) not in again] + new
        path = folder / "site" / language / _SEARCH
        write_text(path, json.dumps(now, ensure_ascii=False, separators=(",", ":")))


def _page(entry: Mapping[str, object]) -> str:
    return str(entry["location"]).partition("#")[0]
