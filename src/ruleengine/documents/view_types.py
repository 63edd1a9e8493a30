"""The shape of a view: what a document shows, as plain data that JSON can hold.

A view is made from results by `documents.view` and set by `documents.html` and `documents.pdf`. Conventions:

- Text for readers is a pair `{zh, en}`; both are always filled, whatever `lang` is.
- A `value` is a string as it is to be printed, in plain decimal notation (`"35000"`, `"-0.12"`), rounded by the
  engine; the documents group its digits and set the minus sign. A text value (a choice of an input) is a pair.
- A `unit` is in the notation of the rule set format (`kgCO2e/(t*km)`, `1`, `%`); the documents typeset it.
- A `share` is a fraction of the total (0.873 is 87.3 %), or null when the total is zero.
- A formula is a `box` of `formula.math_boxes`, laid out once, from which each format prints what it needs (MathML,
  Typst, Office Math); `displayed`: it stands in a line of its own; `text` is one line, read aloud by screen readers.
- A hash is the lower-case hexadecimal SHA-256, without prefix.
- Dates are written YYYY-MM-DD. Every key is present; what is not known is null.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from ruleengine.documents.checklist.sheet_types import (
    ActivityWord,
    AnswerView,
    ChecklistSheet,
    Quantity,
)
from ruleengine.documents.checklist.sheet_types import FindingWord as FindingWord
from ruleengine.documents.view_subject_types import Bilingual as Bilingual
from ruleengine.documents.view_subject_types import Measure as Measure
from ruleengine.documents.view_subject_types import PartyView as PartyView
from ruleengine.documents.view_subject_types import ProductView as ProductView
from ruleengine.formula.math_boxes import Box

DocumentLanguage = Literal["zh", "en", "both"]
Grade = Literal["standard", "official", "secondary", "substitute", "assumption"]
BasisWord = Literal["text", "news", "heading", "other-product", "own"]
Verb = Literal["shall", "should", "may"]
Severity = Literal["major", "minor", "observation"]
Origin = Literal["own", "inherited", "modified"]
StandardStage = Literal["published", "draft", "plan", "group", "international", "none"]
BoundaryType = Literal["cradle-to-grave", "cradle-to-gate", "gate-to-gate"]
Nature = Literal["life-cycle", "direct", "upstream", "characterization"]
VerdictWord = Literal["satisfied", "not_satisfied", "not_evaluated", "not_applicable"]


class Expression(TypedDict):
    """A formula or a symbol: its boxes, whether it stands in a line of its own, and how it is read aloud."""

    box: Box
    displayed: bool
    text: str


class Limit(Measure):
    """What an indicator is held against; `sign` is one of < <= > >= = !=."""

    sign: str


class EngineView(TypedDict):
    """The programme that made the view."""

    name: str
    version: str


class StandardView(TypedDict):
    """The standard that a rule set encodes; the stage is that of the format (`published`, `draft`, …)."""

    number: str | None
    title: Bilingual
    stage: StandardStage
    issued: str | None
    effective: str | None


class ChainLink(TypedDict):
    """A rule set and the number of its standard."""

    id: str
    version: str
    number: str | None


class RuleSetView(TypedDict):
    """The rule set; `chain` runs from the rule set itself to the root of its bases.

    `words` stand beside its name (`draft`, `withdrawn`; empty where there are none); `standing` is all that is to be
    said of it, its bases and factor tables. `characterization` is the assessment report whose factors it uses.
    """

    id: str
    version: str
    hash: str
    title: Bilingual
    standard: StandardView
    characterization: str | None
    geography: Bilingual | None
    status: Literal["draft", "released"]
    words: Bilingual
    standing: list[Bilingual]
    clauses: Literal["standard", "encoding"]
    note: Bilingual | None
    chain: list[ChainLink]


Period = TypedDict("Period", {"from": str, "to": str})


class InventoryView(TypedDict):
    """The product data that the results stand on; `printed_hash` covers every word of it, notes too."""

    id: str
    hash: str
    printed_hash: str
    period: Period | None
    note: Bilingual | None


class UnitView(TypedDict):
    """The functional or declared unit, the basis of the inventory, and how many bases the unit takes.

    `amount` is the unit as a number, where the rules state it so.
    """

    kind: Literal["functional", "declared"]
    text: Bilingual
    short: Bilingual
    amount: Measure | None
    basis: Bilingual
    reference_flow: Measure | None


class Stage(TypedDict):
    """A life-cycle stage."""

    id: str
    label: Bilingual


class MixedNatures(TypedDict):
    """Natures of factors that are added up although they differ, and why."""

    natures: list[Nature]
    because: Bilingual


class BoundaryView(TypedDict):
    """The system boundary; `headline` are the species that the total adds up, empty where it adds up all."""

    type: BoundaryType
    stages: list[Stage]
    headline: list[Bilingual]
    text: Bilingual
    includes: list[Bilingual]
    excludes: list[Bilingual]
    mixed_natures: MixedNatures | None


class Part(TypedDict):
    """A part of the footprint by stage or species, in the unit of `per_unit`."""

    id: str
    label: Bilingual
    value: str
    share: float | None


class Contributor(TypedDict):
    """A single emission, in the unit of `per_unit`, largest first."""

    label: Bilingual
    stage: Bilingual
    value: str
    share: float | None


class Indicator(TypedDict):
    """An indicator with the limit it is held against, if there is one.

    Where it is no number, `absent` says what it is instead; `reason` says why it is missing or not evaluated.
    """

    label: Bilingual
    value: str | None
    unit: str
    limit: Limit | None
    absent: Bilingual | None
    reason: Bilingual | None


class Counts(TypedDict):
    """How many requirements came to which verdict; `manual` have no check."""

    satisfied: int
    not_satisfied: int
    not_evaluated: int
    not_applicable: int
    manual: int


class ResultView(TypedDict):
    """What was calculated: per functional or declared unit, and per basis.

    `apart` are the species that the total leaves out.
    """

    per_unit: Measure
    per_basis: Measure
    remarks: list[Bilingual]
    stages: list[Part]
    species: list[Part]
    apart: list[Part]
    indicators: list[Indicator]
    counts: Counts
    contributors: list[Contributor]


class CheckValue(Expression):
    """The value of a quantity that a check compares."""

    value: str | Bilingual | None
    unit: str


class CheckView(Expression):
    """A computable requirement with the values it was decided on."""

    values: list[CheckValue]


class RowSource(TypedDict):
    """What a requirement rests on."""

    id: str
    title: Bilingual | str
    grade: Grade
    basis: BasisWord | None


class ReasonForChange(TypedDict):
    """Why a rule set changed an inherited element, and the source that it names for that."""

    text: Bilingual
    source: str | None


class RequirementRow(TypedDict):
    """A requirement. `verdict` is null where nothing was run or nothing can be computed, `finding` where none counts.

    `computed` says that the engine can judge it; `check` is null besides where formulas are not shown. `hash` is what
    a finding names as `judged`, `activity` where a verifier comes to it, `reported` the number that its check is about.
    """

    no: str
    id: str
    clause: str | None
    standard: str | None
    verb: Verb
    text: Bilingual
    evidence: list[Bilingual]
    methods: list[Bilingual]
    severity: Severity
    verdict: VerdictWord | None
    finding: FindingWord | None
    answer: AnswerView | None
    hash: str
    activity: ActivityWord
    computed: bool
    reported: Quantity | None
    reason: Bilingual | None
    check: CheckView | None
    source: RowSource
    origin: Origin
    reasons: list[ReasonForChange]


class RequirementGroup(TypedDict):
    """Requirements of one topic."""

    standard: str | None
    title: Bilingual
    rows: list[RequirementRow]


class PreconditionRow(TypedDict):
    """A precondition; `rows` is the label of the table in whose every row it must hold."""

    id: str
    clause: str | None
    standard: str | None
    text: Bilingual
    check: CheckView
    rows: Bilingual | None
    verdict: VerdictWord | None
    source: RowSource
    origin: Origin
    reasons: list[ReasonForChange]


class Symbol(Expression):
    """An entry of the list of symbols below a formula; `source` is the id of a source."""

    label: Bilingual
    unit: str
    value: str | Bilingual | None
    grade: Grade | None
    basis: BasisWord | None
    source: str | None


class Formula(Expression):
    """A numbered formula; `source` is null where it names neither source nor basis."""

    no: str
    name: str
    label: Bilingual
    clause: str | None
    source: RowSource | None
    role: Bilingual | None
    where: list[Symbol]


class ParameterView(TypedDict):
    """A parameter of the rule set; `source` is the id of a source."""

    id: str
    label: Bilingual
    value: str | Bilingual
    unit: str
    grade: Grade
    basis: BasisWord | None
    source: str
    clause: str | None


class Gap(TypedDict):
    """What the standard is known to have and the rule set lacks; `source` is the id of a source."""

    id: str
    what: Bilingual
    why: Bilingual
    effect: Bilingual
    grade: Grade
    source: str
    clause: str | None


class Change(Gap):
    """What a version of a rule set changes, why, and what that does; `since` is the version it differs from."""

    since: str


class FactorTableView(TypedDict):
    """A table of factors or characterization factors."""

    id: str
    version: str
    hash: str
    title: Bilingual
    natures: list[Nature]
    grade: Grade


class BasisView(TypedDict):
    """A way in which statements were found in their sources, and the best grade that it leaves."""

    id: BasisWord
    best: Grade


class Source(TypedDict):
    """A document that numbers and requirements cite; a title in one language only is a string."""

    id: str
    title: Bilingual | str
    publisher: Bilingual | str | None
    year: int | None
    grade: Grade


class Signatory(TypedDict):
    """Who signs."""

    name: Bilingual
    function: Bilingual


class Unjudged(TypedDict):
    """A requirement without a finding, with its number in the annex."""

    no: str
    id: str


class Declaration(TypedDict):
    """What the issuer adds; `conforms` decides the wording of the statement.

    `not_assessed` are the requirements with `shall` that a verifier decides and that have no finding: there are none
    unless the `scope` is `computed`, that of a declaration of the computed requirements only.
    """

    number: str
    scope: Literal["all", "computed"]
    decision_rule: Bilingual
    conforms: bool
    not_assessed: list[Unjudged]
    issuer: PartyView
    place: Bilingual
    date: str
    signatory: Signatory
    valid_until: str | None
    limits: Bilingual | None


class View(TypedDict):
    """A document to be set. Rule sets that nothing is calculated with have no unit, boundary or result.

    `sheet` is what a verifier works in, of checklists alone.
    """

    kind: Literal["checklist", "declaration"]
    lang: DocumentLanguage
    engine: EngineView
    ruleset: RuleSetView
    product: ProductView | None
    inventory: InventoryView | None
    unit: UnitView | None
    boundary: BoundaryView | None
    result: ResultView | None
    gaps: list[Gap]
    changes: list[Change]
    preconditions: list[PreconditionRow]
    groups: list[RequirementGroup]
    formulas: list[Formula]
    parameters: list[ParameterView]
    factor_tables: list[FactorTableView]
    sources: list[Source]
    bases: list[BasisView]
    sheet: ChecklistSheet | None
    declaration: Declaration | None
