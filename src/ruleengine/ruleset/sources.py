"""Where the files of a library come from: a folder, or texts in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Protocol

from attrs import define, field, frozen

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
class LibraryTexts:
    """Texts in memory by their path, as an editor or a server has them."""

    name: str
    texts: Mapping[str, str | bytes] = field(converter=dict)

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
