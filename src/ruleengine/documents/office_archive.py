"""Office files with the same bytes for the same content: their archives carry no time of day."""

from __future__ import annotations

import io
import zipfile

#: The first moment that an archive can tell.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def without_time(raw: bytes) -> bytes:
    """The archive with the same parts in the same order, all of the same time."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, given.read(name))
    return made.getvalue()
