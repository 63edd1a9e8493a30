"""Form fields laid over the pages of a checklist, where the templates left marks; the fields are plain AcroForm.

Such a file is to be filled in, and is not what is archived: fields are in no structure tree, so it claims neither PDF/A
nor PDF/UA. Each field is called `part|name|key` as in answer files; one hidden field `ruleengine` says of which rule
set, product and requirements the form is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

#: The name of the hidden field.
IDENTITY = "ruleengine"
_RADIO, _COMBO, _LINES, _HIDDEN, _PRINTED = 1 << 15, 1 << 17, 1 << 12, 2, 4
_SEVERAL_LINES = frozenset({"document", "document_date", "page", "note", "corrective_action", "text"})
#: How a field is written: in a font that every reader has, where it is given text in Chinese in one that has that.
_LATIN, _CHINESE = "/Helv 6 Tf 0 g", "/Song 6 Tf 0 g"


def field_name(part: str, name: str, key: str) -> str:
    """What a field is called: a period would begin a field within a field, so it is written as a middle dot."""
    return f"{part}|{name}|{key}".replace(".", "·")


def identity(view: Mapping[str, Any]) -> str:
    """Of what the form is, as JSON: rule set, product, the hash of each requirement, each value as it was given."""
    ruleset, inventory = view["ruleset"], view["inventory"]
    return json.dumps(
        {
            "format": "ruleengine:checklist:1",
            "ruleset": f"{ruleset['id']}@{ruleset['version']}",
            "ruleset_hash": f"sha256:{ruleset['hash']}",
            "product": inventory["id"] if inventory else "",
            "product_hash": f"sha256:{inventory['hash']}" if inventory else "",
            "lang": view["lang"],
            "requirements": {row["id"]: row["hash"] for group in view["groups"] for row in group["rows"]},
            "values": {row["path"]: row["hash"] for row in view["sheet"]["values"]},
        },
        ensure_ascii=False,
    )


def with_fields(content: bytes, marks: Sequence[Mapping[str, Any]], said: str) -> bytes:
    """A PDF with a field at each mark; `said` is the identity. The same input gives the same bytes."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        fields = pikepdf.Array()
        radios: dict[str, Dictionary] = {}
        for mark in marks:
            name = field_name(mark["part"], mark["name"], mark["key"])
            if mark["kind"] == "choice":
                parent = radios.get(name)
                if parent is None:
                    parent = radios[name] = _radio(file, name)
                    fields.append(parent)
                _button(file, mark, parent)
            else:
                fields.append(_placed(file, mark, _field(file, mark, name)))
        fields.append(_identity(file, said))
        file.Root.AcroForm = file.make_indirect(
            pikepdf.Dictionary(
                Fields=fields, NeedAppearances=True, DA=pikepdf.String(_LATIN), DR=_fonts(file)
            )
        )
        _unclaimed(file)
        made = io.BytesIO()
        file.save(made, deterministic_id=True, fix_metadata_version=False)
    return made.getvalue()


def _unclaimed(file: Pdf) -> None:
    """Take out what the file claims to be: fields are not tagged."""
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
            if claim in told:
                del told[claim]


def _fonts(file: Pdf) -> Dictionary:
    """Fonts that every reader has, not embedded: what is typed is not known yet."""
    import pikepdf

    name = pikepdf.Name("/STSong-Light")
    system = pikepdf.Dictionary(
        Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=2
    )
    described = pikepdf.Dictionary(
        Type=pikepdf.Name("/FontDescriptor"), FontName=name, Flags=6, FontBBox=[-25, -254, 1000, 880],
        ItalicAngle=0, Ascent=752, Descent=-271, CapHeight=737, StemV=58,
    )  # fmt: skip
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name("/Font"), Subtype=pikepdf.Name("/CIDFontType0"), BaseFont=name, CIDSystemInfo=system,
        DW=1000, FontDescriptor=file.make_indirect(described),
    )  # fmt: skip
    font = pikepdf.Dictionary(
        Type=pikepdf.Name("/Font"), Subtype=pikepdf.Name("/Type0"), BaseFont=name,
        Encoding=pikepdf.Name("/UniGB-UCS2-H"), DescendantFonts=[file.make_indirect(inner)],
    )  # fmt: skip
    latin = pikepdf.Dictionary(
        Type=pikepdf.Name("/Font"), Subtype=pikepdf.Name("/Type1"), BaseFont=pikepdf.Name("/Helvetica"),
        Encoding=pikepdf.Name("/WinAnsiEncoding"),
    )  # fmt: skip
    named = pikepdf.Dictionary(Song=file.make_indirect(font), Helv=file.make_indirect(latin))
    return pikepdf.Dictionary(Font=named)


def _rectangle(file: Pdf, mark: Mapping[str, Any]) -> list[float]:
    top = float(file.pages[mark["page"] - 1].mediabox[3]) - mark["y"]
    corners = (mark["x"], top - mark["height"], mark["x"] + mark["width"], top)
    return [round(corner, 2) for corner in corners]


def _placed(file: Pdf, mark: Mapping[str, Any], widget: Dictionary) -> Dictionary:
    """A widget on its page, at its place."""
    import pikepdf

    page = file.pages[mark["page"] - 1]
    widget.Type, widget.Subtype = pikepdf.Name("/Annot"), pikepdf.Name("/Widget")
    widget.Rect, widget.F, widget.P = pikepdf.Array(_rectangle(file, mark)), _PRINTED, page.obj
    placed = file.make_indirect(widget)
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(placed)
    return placed


def _field(file: Pdf, mark: Mapping[str, Any], name: str) -> Dictionary:
    """A field of text, a box to tick, or a list to choose from."""
    import pikepdf

    value = str(mark["value"] or "")
    if mark["kind"] == "tick":
        made = pikepdf.Dictionary(FT=pikepdf.Name("/Btn"), T=pikepdf.String(name))
        return _ticked(file, mark, made, "true", value == "true")
    made = pikepdf.Dictionary(
        FT=pikepdf.Name("/Tx"), T=pikepdf.String(name), V=pikepdf.String(value),
        DA=pikepdf.String(_LATIN if value.isascii() else _CHINESE),
        Ff=_LINES if mark["key"] in _SEVERAL_LINES else 0,
    )  # fmt: skip
    if mark["kind"] == "opinion":
        made.FT, made.Ff = pikepdf.Name("/Ch"), _COMBO
        made.Opt = pikepdf.Array([pikepdf.Array([key, shown]) for key, shown in mark["options"]])
    return made


def _radio(file: Pdf, name: str) -> Dictionary:
    import pikepdf

    return file.make_indirect(
        pikepdf.Dictionary(
            FT=pikepdf.Name("/Btn"),
            T=pikepdf.String(name),
            Ff=_RADIO,
            V=pikepdf.Name("/Off"),
            Kids=pikepdf.Array(),
        )
    )


def _button(file: Pdf, mark: Mapping[str, Any], parent: Dictionary) -> None:
    """One of the buttons of which one is chosen."""
    import pikepdf

    made = _ticked(file, mark, pikepdf.Dictionary(Parent=parent), mark["value"], mark["on"])
    parent.Kids.append(_placed(file, mark, made))
    if mark["on"]:
        parent.V = pikepdf.Name(f"/{mark['value']}")


def _ticked(file: Pdf, mark: Mapping[str, Any], made: Dictionary, state: str, on: bool) -> Dictionary:
    """A button with the look of both its states."""
    import pikepdf

    made.MK = pikepdf.Dictionary(BC=[0.11, 0.15, 0.16], CA=pikepdf.String("8"))
    made.BS = pikepdf.Dictionary(W=0.6)
    looks = pikepdf.Dictionary({f"/{state}": _look(file, mark, True), "/Off": _look(file, mark, False)})
    made.AP, made.AS = pikepdf.Dictionary(N=looks), pikepdf.Name(f"/{state}" if on else "/Off")
    if on and "/Parent" not in made:
        made.V = pikepdf.Name(f"/{state}")
    return made


def _look(file: Pdf, mark: Mapping[str, Any], on: bool) -> Object:
    """A frame, with a cross in it or without."""
    import pikepdf

    side, height = min(mark["width"], mark["height"]), mark["height"]
    low = height - side
    frame = b"q 0.6 w 0.3 %.2f %.2f %.2f re S Q " % (low + 0.3, side - 0.6, side - 0.6)
    cross = b"q 0.9 w 1.4 %.2f m %.2f %.2f l 1.4 %.2f m %.2f %.2f l S Q" % (
        low + 1.4, side - 1.4, height - 1.4, height - 1.4, side - 1.4, low + 1.4,
    )  # fmt: skip
    stream = pikepdf.Stream(file, frame + (cross if on else b""))
    stream.Type, stream.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Form")
    stream.BBox = pikepdf.Array([0, 0, round(mark["width"], 2), round(height, 2)])
    return file.make_indirect(stream)


def _identity(file: Pdf, said: str) -> Dictionary:
    """The hidden field."""
    import pikepdf

    made = pikepdf.Dictionary(
        FT=pikepdf.Name("/Tx"), T=pikepdf.String(IDENTITY), V=pikepdf.String(said), Ff=1,
        DA=pikepdf.String(_LATIN),
    )  # fmt: skip
    mark = {"page": 1, "x": 0.0, "y": 0.0, "width": 0.0, "height": 0.0}
    placed = _placed(file, mark, made)
    placed.F = _HIDDEN
    return placed
