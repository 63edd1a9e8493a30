"""The frozen classes of one rule set file and one factor table file, before resolution."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from ruleengine.diagnostics import Place
from ruleengine.source.document import Document, Path

#: Sections that are maps of elements; an element's path is section and id joined by a dot.
ELEMENT_SECTIONS = (
    "sources", "product_codes", "provisions", "gaps", "changes", "inputs", "parameters", "tables", "must",
    "quantities", "emissions", "indicators", "requirements", "vocabulary.evidence", "vocabulary.methods",
)  # fmt: skip
#: Sections that hold one thing and are inherited field by field.
SINGLE_SECTIONS = (
    "scope", "functional_unit", "declared_unit", "basis", "reference_flow", "boundary", "characterization", "geography",
    "rounding", "decision",
)  # fmt: skip
#: Sections that speak of one version and are not inherited.
OWN_SECTIONS = ("changes",)
#: The ways in which `rounding` says how a footprint is rounded: one of them.
ROUNDED_TO = ("significant", "places")
#: Fields of single sections of which one stands: an overlay with another one leaves the inherited one behind.
ALTERNATIVES = {"rounding": ROUNDED_TO, "geography": ("country", "region")}
#: Sections whose elements may be overridden without a reason.
FREE_SECTIONS = ("sources", "provisions", "product_codes")

#: How far a source can be trusted, the best first.
GRADES = ("standard", "official", "secondary", "substitute", "assumption")
#: `{name}` in a text stands for the value of a parameter.
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

STAGES = ("raw_materials", "production", "distribution", "use", "end_of_life")
SPECIES = ("fossil", "biogenic_emission", "biogenic_removal", "land_use_change", "aircraft")


@frozen(order=True)
class Version:
    """A semantic version; a draft of a later version is simply a later version here."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def of(cls, text: str) -> Version:
        """The version a text such as `0.2.0` stands for; raises ValueError."""
        parts = text.split(".")
        if len(parts) != 3 or not all(
            p.isascii() and p.isdigit() and (p == "0" or p[0] != "0") for p in parts
        ):
            raise ValueError(f"`{text}` is not a version such as `1.0.0`")
        return cls(*(int(p) for p in parts))


@frozen
class Reference:
    """`id@version`: exactly one file of the library."""

    id: str
    version: Version

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@frozen
class Element:
    """One element of a file: its fields as read, and where they stand."""

    section: str
    id: str
    fields: Mapping[str, object]
    document: Document = field(eq=False, repr=False)
    path: Path = ()

    @property
    def name(self) -> str:
        """The element's path, its identity: `emissions.use_electricity`."""
        return f"{self.section}.{self.id}" if self.id else self.section

    def place(self, *steps: str | int) -> Place:
        """The place of the element, or of a field within it."""
        return self.document.place((*self.path, *steps)) if steps else self.document.key_place(self.path)


@frozen
class RuleSet:
    """One version of the encoding of one standard, as its file says it."""

    reference: Reference
    extends: Reference | None
    abstract: bool
    header: Mapping[str, object]  # title, standard, data_class, encoding
    singles: Mapping[str, Element]
    elements: Mapping[str, Element]
    removed: Mapping[str, Mapping[str, object]]
    document: Document = field(eq=False, repr=False)

    @property
    def released(self) -> bool:
        """A released file never changes."""
        encoding = self.header.get("encoding")
        return isinstance(encoding, Mapping) and encoding.get("status") == "released"


@frozen
class FactorTable:
    """A versioned look-up table: key columns of text, value columns with units, sources by row or column."""

    reference: Reference
    header: Mapping[str, object]  # title, nature, status, note
    keys: tuple[str, ...]
    columns: Mapping[str, Mapping[str, object]]
    rows: Mapping[tuple[str, ...], Mapping[str, Decimal | None]]
    labels: Mapping[tuple[str, ...], Mapping[str, str]]
    row_sources: Mapping[tuple[str, ...], str]
    sources: Mapping[str, Mapping[str, object]]
    fingerprint: str
    document: Document = field(eq=False, repr=False)
    _texts: dict[str, Mapping[str, Mapping[str, str]]] = field(factory=dict, init=False, eq=False, repr=False)

    def texts(self, key: str) -> Mapping[str, Mapping[str, str]]:
        """The texts of a key, each with the label of its rows where they have one label; worked out once."""
        if key not in self._texts:
            position = self.keys.index(key)
            labels: dict[str, Mapping[str, str] | None] = {}
            for keys in self.rows:
                text, label = keys[position], self.labels[keys]
                labels[text] = label if labels.setdefault(text, label) == label else None
            self._texts[key] = {text: of or {"zh": text, "en": text} for text, of in labels.items()}
        return self._texts[key]

    @property
    def natures(self) -> Mapping[str, str]:
        """Column → nature: what columns say of themselves; that of the table for the others in CO2e, and for all
        of them where none is in CO2e and none says what it is."""
        own = {k: str(c["nature"]) for k, c in self.columns.items() if "nature" in c}
        in_co2e = [k for k, c in self.columns.items() if "CO2e" in str(c.get("unit"))]
        general = dict.fromkeys(in_co2e if in_co2e or own else self.columns, str(self.header.get("nature")))
        return general | own

    def source_of(self, key: tuple[str, ...], column: str) -> str:
        """The source of a number: that of its column, where it names one, else that of its row."""
        return str(self.columns[column].get("source", self.row_sources[key]))

    @property
    def released(self) -> bool:
        """A released file never changes."""
        return self.header.get("status") == "released"
