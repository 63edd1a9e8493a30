"""MathML from a view, let into a page only when it is nothing but presentation markup."""

from __future__ import annotations

from xml.etree import ElementTree

from ruleengine.documents.errors import DocumentError

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = """
    math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mstyle mpadded
    mphantom mtable mtr mtd
"""
_ATTRIBUTES = """
    display mathvariant movablelimits stretchy fence separator form largeop lspace rspace width height depth
    displaystyle scriptlevel columnalign rowspacing columnspacing accent accentunder alttext
"""
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())


def checked_mathml(text: str) -> str:
    """The formula with an explicit namespace removed, ready for HTML.

    Raises DocumentError where the text is not one `<math>` element of known presentation elements and attributes.
    """
    if "<!" in text or "<?" in text:
        raise DocumentError("E808.formula_declaration")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise DocumentError("E808.formula_unreadable", problem=str(error)) from error
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name not in ELEMENTS:
            raise DocumentError("E808.formula_element", name=name)
        unknown = set(element.attrib) - ATTRIBUTES
        if unknown:
            raise DocumentError("E808.formula_attribute", name=min(unknown))
        element.tag = name
    if root.tag != "math":
        raise DocumentError("E808.formula_root", name=root.tag)
    return ElementTree.tostring(root, encoding="unicode")
