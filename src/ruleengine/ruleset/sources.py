"""Where the files of a library come from: a folder, or texts in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Protocol

from attrs import define, frozen

from ruleengine.diagnostics import Phrase, Place, Report
from ruleengine.source.folders import Content, content_of
from ruleengine.source.paths import is_inside, whole
from ruleengine.source.reader import raw_bytes
from ruleengine.source.wording import shown_text


class LibrarySource(Protocol):
    """Files by their path from the top of the source, with `/` between steps."""

    @property
    def name(self) -> str:
        """How messages name the source: the first step of the paths they show."""

    @property
    def folder(self) -> FilePath | None:
        """Where the files stand on a disk and can be written; None where they do not."""

    def content(self) -> Content:
        """The paths of all files, and what cannot be read."""

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        """The bytes of a file; None and an error in `report`, which calls it `shown`, where they cannot be had."""


@define
class LibraryFolder:
    """A folder on a disk; what lies outside of it is not read, even where a link leads there."""

    folder: FilePath
    label: str | None = None
    _content: Content | None = None

    @property
    def name(self) -> str:
        """The label, else the name of the folder."""
        return self.label or whole(self.folder).name or "rules"

    def content(self) -> Content:
        """What lies below the folder, as it was when this was asked first."""
        if self._content is None:
            self._content = content_of(self.folder)
        return self._content

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        """The bytes of a file; None and E101 or E303 in `report`."""
        path = self.folder / file
        if not is_inside(path, self.folder):
            report.tell("E303.link", Place(shown), path=shown)
            return None
        return raw_bytes(path, report, shown)


@frozen
class LibraryEdited:
    """A source with other texts for some of its files, as an editor has them before they are saved."""

    base: LibrarySource
    texts: LibraryTexts

    @property
    def name(self) -> str:
        """The name of the source that is edited."""
        return self.base.name

    @property
    def folder(self) -> FilePath | None:
        """The folder of the source that is edited."""
        return self.base.folder

    def content(self) -> Content:
        """What the source has, and the texts."""
        saved, own = self.base.content(), self.texts.content()
        faults = {path: fault for path, fault in saved.faults.items() if path not in own.files}
        files, folders = {*saved.files, *own.files}, {*saved.folders, *own.folders} - {*own.files}
        return Content(tuple(sorted(files)), tuple(sorted(folders)), faults)

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        """The bytes of the text, else of the file."""
        return (self.texts if file in self.texts.texts else self.base).read(file, shown, report)


@frozen
class LibraryTexts:
    """Texts in memory by their path, as an editor or a server has them."""

    name: str
    texts: Mapping[str, str | bytes]

    @property
    def folder(self) -> None:
        """Nothing of it is on a disk."""

    def content(self) -> Content:
        """The paths of all texts."""
        folders = {
            "/".join(steps[:n]) for steps in (p.split("/") for p in self.texts) for n in range(1, len(steps))
        }
        return Content(tuple(sorted(self.texts)), tuple(sorted(folders)), {})

    def read(self, file: str, shown: str, report: Report) -> bytes | None:
        """The bytes of a text; None and E101 in `report` where there is none."""
        text = self.texts.get(file)
        if text is None:
            reason = Phrase("system.missing")
            report.tell("E101.unreadable", Place(shown), file=shown_text(shown), reason=reason)
            return None
        return text.encode() if isinstance(text, str) else text
