"""Office files as the archives that they are: their parts within limits, and none that makes a reader do anything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ruleengine.diagnostics import Fault

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of a filled form, bytes of all its parts together, and how many parts it may have.
MAX_FILE, MAX_PARTS_BYTES, MAX_PARTS = 20_000_000, 120_000_000, 3_000
_PIECE = 1 << 16
#: Parts by which an office file makes a program do something: macros, sheets of old macros, controls with code.
_ACTING = re.compile(r"(?i)(^|/)(vbaproject|vbadata|macrosheets/|activex/)")
_MACROS = b"macroenabled"
#: What a part that declares entities has, in the encodings that readers of XML take.
_DECLARATIONS = tuple("<!DOCTYPE".encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be"))


def parts_of(raw: bytes) -> Mapping[str, bytes]:
    """The parts of an office file by name; raises `Fault` (E660) for what is broken, too large, locked or unsafe."""
    if len(raw) > MAX_FILE:
        raise Fault("E660.size", limit=MAX_FILE)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        if isinstance(error, Fault):
            raise
        raise Fault("E660.broken") from None


def entities_in(content: bytes | bytearray) -> bool:
    """Whether XML declares entities, or could."""
    return any(sign in content for sign in _DECLARATIONS)


def root_of(parts: Mapping[str, bytes], name: str) -> _Element:
    """The root element of a part; raises `Fault` (E660) where it is not there or no XML. No entity is resolved."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(parts[name], parser)
    except (etree.XMLSyntaxError, KeyError, ValueError):
        raise Fault("E660.broken") from None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_PARTS:
        raise Fault("E660.parts", count=len(entries), limit=MAX_PARTS)
    left, found = MAX_PARTS_BYTES, dict[str, bytes]()
    for entry in entries:
        if entry.flag_bits & 1:
            raise Fault("E660.locked")
        if entry.filename in found:
            raise Fault("E660.broken")
        if _ACTING.search(entry.filename):
            raise Fault("E660.macros", part=entry.filename)
        content = bytearray()
        with archive.open(entry) as part:
            while piece := part.read(_PIECE):
                content += piece
                if len(content) > left:
                    raise Fault("E660.unpacked", limit=MAX_PARTS_BYTES)
        left -= len(content)
        if entities_in(content):
            raise Fault("E660.entities", part=entry.filename)
        found[entry.filename] = bytes(content)
    if _MACROS in found.get("[Content_Types].xml", b"").lower():
        raise Fault("E660.macros", part="[Content_Types].xml")
    return found
