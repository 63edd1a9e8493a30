"""Boxes to Office Math (OMML, ISO/IEC 29500-1, 22.1): what Word and LibreOffice show as a formula and let people edit.

Every element carries the namespaces it needs, so that it can stand anywhere in a document. A name, a word or a text is
a run of normal text (`m:nor`): its letters stay upright, and LibreOffice, which reads other runs as commands of its own
language, shows it as it is, but for straight quotes, which would end a text there: they are written curved. Nothing is
left empty: Word shows a dotted box there, LibreOffice a question mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ruleengine.characters import readable
from ruleengine.formula import math_boxes as b
from ruleengine.formula import nodes as n
from ruleengine.formula.naming import Naming, SymbolPath
from ruleengine.formula.print_math import equation_box, formula_box, name_box, symbol_box

#: The namespaces of Office Math and of the documents that it stands in.
OMML_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_NORMAL = '<m:rPr><m:nor/></m:rPr><w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>'
_UPRIGHT = '<m:rPr><m:sty m:val="p"/></m:rPr>'
#: What stands where something has to, and shows nothing.
_NOTHING = f'<m:r>{_NORMAL}<m:t xml:space="preserve">\u200b</m:t></m:r>'
#: Distance of columns in twentieths of a point.
_BETWEEN_CASES, _BETWEEN_SIDES = 240, 60


def print_omml(tree: n.Node, naming: Naming, lang: str) -> str:
    """A formula as one `m:oMath` element."""
    return omml(formula_box(tree, naming, lang))


def equation_omml(left: SymbolPath, tree: n.Node, naming: Naming, lang: str) -> str:
    """`symbol of left = formula` as one `m:oMath` element."""
    return omml(equation_box(left, tree, naming, lang))


def symbol_omml(text: str, index: str | None = None) -> str:
    """A symbol text such as `E_total`, perhaps with a row letter, as one `m:oMath` element."""
    return omml(symbol_box(text, index))


def name_omml(path: SymbolPath, naming: Naming) -> str:
    """A named value as it stands in formulas, as one `m:oMath` element."""
    return omml(name_box(path, naming))


def omml(box: b.Box) -> str:
    """The `m:oMath` element of a box."""
    return f'<m:oMath xmlns:m="{OMML_NAMESPACE}" xmlns:w="{_WORD}">{_content(box)}</m:oMath>'


def displayed_omml(box: b.Box) -> str:
    """The `m:oMathPara` element of a box: a formula on a line of its own, at the left."""
    left = '<m:oMathParaPr><m:jc m:val="left"/></m:oMathParaPr>'
    return f'<m:oMathPara xmlns:m="{OMML_NAMESPACE}">{left}{omml(box)}</m:oMathPara>'


def _content(box: b.Box) -> str:
    """The elements of a box, at least one."""
    match box:
        case b.Letter(text=text, primes=primes):
            return (
                _object("sSup", "", e=_run(text), sup=_run("′" * primes, _NORMAL)) if primes else _run(text)
            )
        case b.Upright(text=text):
            return _run(text, _NORMAL)
        case b.Digits(text=text):
            return _run(text, _UPRIGHT)
        case b.Word(text=text, space=space):
            before, after = ("" if space == side else " " for side in ("after", "before"))
            return _run(f"{before}{text}{after}", _NORMAL)
        case b.Function(text=text):
            return _run(text, _NORMAL)
        case b.Sign(text=text, role=role):
            return _run(text + " " if role == "separator" else text)
        case b.BoxRow(parts=parts):
            return _row(parts)
        case b.Fence(opening=opening, body=body, closing=closing):
            return _fence(opening, _content(body), closing)
        case b.Applied(function=function, argument=argument):
            return "".join((_content(function), _run("("), _content(argument), _run(")")))
        case b.Fraction(above=above, below=below):
            return _object("f", "", num=_content(above), den=_content(below))
        case b.Root(body=body):
            return _object("rad", '<m:degHide m:val="1"/>', deg="", e=_content(body))
        case b.Overline(body=body):
            return _object("bar", '<m:pos m:val="top"/>', e=_content(body))
        case b.Script():
            return _script(box)
        case b.Under(sign=sign, lines=lines):
            return _under(sign, lines, ())
        case b.Cases(rows=rows):
            return _fence("{", _columns(rows, ("left", "left"), _BETWEEN_CASES), "")
        case b.Lines(head=head, rows=lines):
            if head is None:
                return _below_each_other(lines)
            nothing = b.Upright("")
            heads = (b.row(head, nothing), *[nothing] * (len(lines) - 1))
            return _columns(tuple(zip(heads, lines, strict=True)), ("right", "left"), _BETWEEN_SIDES)


def _row(parts: Sequence[b.Box]) -> str:
    """Boxes side by side; a large operator takes what it is of with it, as Office Math wants."""
    found: list[str] = []
    at = 0
    while at < len(parts):
        part, end = parts[at], at + 1
        if isinstance(part, b.Under):
            end = _end_of_body(parts, end)
            found.append(_under(part.sign, part.lines, parts[at + 1 : end]))
        else:
            found.append(_content(part))
        at = end
    return "".join(found) or _NOTHING


def _end_of_body(parts: Sequence[b.Box], start: int) -> int:
    """Where the body of an operator ends: at the next sign or word that binds less than a product."""
    for at in range(start, len(parts)):
        part = parts[at]
        ends = isinstance(part, b.Word) or (
            isinstance(part, b.Sign) and part.role != "prefix" and part.text not in "×⋅"
        )
        if ends and at > start:
            return at
    return len(parts)


def _script(box: b.Script) -> str:
    base = _content(box.base)
    below, above = (_content(part) if part is not None else "" for part in (box.below, box.above))
    if below and above:
        return _object("sSubSup", "", e=base, sub=below, sup=above)
    if below:
        return _object("sSub", "", e=base, sub=below)
    return _object("sSup", "", e=base, sup=above) if above else base


def _under(sign: b.Sign | b.Function, lines: Sequence[b.Box], body: Sequence[b.Box]) -> str:
    """An operator with lines beneath it, and what it is of."""
    beneath = _below_each_other(lines) if lines else ""
    if isinstance(sign, b.Function):
        name = _content(sign)
        named = _object("limLow", "", e=name, lim=beneath) if beneath else name
        return named + (_row(body) if body else "")
    hidden = "" if beneath else '<m:subHide m:val="1"/>'
    properties = f'<m:chr m:val="{sign.text}"/><m:limLoc m:val="undOvr"/>{hidden}<m:supHide m:val="1"/>'
    return _object("nary", properties, sub=beneath, sup="", e=_row(body))


def _fence(opening: str, body: str, closing: str) -> str:
    return _object("d", f'<m:begChr m:val="{opening}"/><m:endChr m:val="{closing}"/>', e=body)


def _below_each_other(lines: Sequence[b.Box]) -> str:
    if len(lines) == 1:
        return _content(lines[0])
    return f"<m:eqArr>{''.join(f'<m:e>{_content(line)}</m:e>' for line in lines)}</m:eqArr>"


def _columns(rows: Iterable[Sequence[b.Box]], aligned: Sequence[str], distance: int) -> str:
    """Rows of cells, each column aligned."""
    columns = "".join(
        f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{side}"/></m:mcPr></m:mc>' for side in aligned
    )
    gap = f'<m:cGpRule m:val="3"/><m:cGp m:val="{distance}"/>'
    cells = (f"<m:mr>{''.join(f'<m:e>{_content(cell)}</m:e>' for cell in cells)}</m:mr>" for cells in rows)
    return f"<m:m><m:mPr>{gap}<m:mcs>{columns}</m:mcs></m:mPr>{''.join(cells)}</m:m>"


def _object(name: str, properties: str, **parts: str) -> str:
    """An object of Office Math: its properties, then its parts in the order of the format."""
    said = f"<m:{name}Pr>{properties}</m:{name}Pr>" if properties else ""
    inner = "".join(f"<m:{part}>{content}</m:{part}>" for part, content in parts.items())
    return f"<m:{name}>{said}{inner}</m:{name}>"


def _run(text: str, properties: str = "") -> str:
    if not text:
        return _NOTHING
    shown = escape(readable(text).replace('"', "”") if properties == _NORMAL else readable(text))
    return f'<m:r>{properties}<m:t xml:space="preserve">{shown}</m:t></m:r>'
