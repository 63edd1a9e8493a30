"""The shape of what a verifier works in: head, answers, values of the product, summary. Plain data, as all of a view.

A checklist carries it under `sheet`; every requirement row carries its `hash`, `activity`, `reported` and `answer`.
An amount that was calculated or read is a `Quantity`; what a verifier wrote (`verified`, `population`) is text as it
stands in the assessment. What nobody has filled in is null or an empty list: the formats print it as room to write in.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from ruleengine.documents.view_subject_types import Bilingual, Measure

ActivityWord = Literal["desk_review", "site_visit", "interview"]
RoleWord = Literal["lead", "member", "expert", "reviewer"]
AssuranceWord = Literal["limited", "reasonable"]
FindingWord = Literal["conform", "minor", "major", "observation", "not_applicable"]
OpinionWord = Literal["unmodified", "modified", "adverse", "disclaimer"]
ValueKind = Literal["input", "cell", "parameter", "lookup"]
ChecklistForm = Literal["working", "full"]
ChecklistOrder = Literal["clause", "activity"]


class Quantity(Measure):
    """A number as plain decimal text, its unit in the notation of rule sets, and how many decimals are shown."""

    places: int


class SeenEvidence(TypedDict):
    """A document that was seen."""

    document: str
    date: str | None
    page: str | None


class JudgementView(TypedDict):
    """What one verifier found; `deviation` is (verified − reported) / reported where both are amounts of one unit."""

    finding: FindingWord
    by: str | None
    date: str | None
    note: str | None
    evidence: list[SeenEvidence]
    population: str | None
    sample: str | None
    reported: str | None
    verified: str | None
    deviation: float | None
    current: bool


class AnswerView(TypedDict):
    """What an assessment says of a requirement.

    `finding` is null while verifiers differ (`conflict`); `current` is false where the requirement has changed since.
    """

    finding: FindingWord | None
    conflict: bool
    current: bool
    judgements: list[JudgementView]
    settled_by: str | None
    settled_why: str | None
    cause: str | None
    corrective_action: str | None
    deadline: str | None
    closed_by: str | None
    closed: str | None


class Quality(TypedDict):
    """How good a source is: its kind in words, whether it is primary, its scores (1 is best) and their mean."""

    kind: Bilingual | None
    primary: bool | None
    scores: list[Measure]
    mean: str | None


class ValueLookView(TypedDict):
    """What one verifier found of a value."""

    ticked: bool
    sampled: bool
    verified: str | None
    deviation: float | None
    why: str | None
    note: str | None
    by: str | None
    date: str | None
    evidence: list[SeenEvidence]


class ValueRow(TypedDict):
    """A number that the footprint may rest on.

    `path` is its name in assessments (`materials[3].mass`, `electricity.factor`), `row` what the inventory calls its
    row. `amount` is null for columns of factor tables, which stand for the rows that are read. `given` is what the
    inventory says where that is in another unit, `hash` what answers name the value by: that, or the number. `share`
    is its elasticity: by what part of itself the footprint per unit changes when the number does; null where there
    is none. `unknown`: nothing says where it comes from.
    """

    path: str
    kind: ValueKind
    label: Bilingual
    row: str
    amount: Quantity | None
    given: str | None
    hash: str
    default: bool
    source: str | None
    quality: Quality | None
    unknown: bool
    share: float | None
    looks: list[ValueLookView]
    conflict: bool


class DataSourceRow(TypedDict):
    """A row of the register of sources of an inventory; `values` counts the numbers that name it."""

    id: str
    title: str
    year: str | None
    quality: Quality
    values: int
    share: float | None


class SheetParty(TypedDict):
    """The client or the verification body."""

    name: Bilingual
    address: Bilingual | None
    contact: str | None
    credit_code: str | None
    accreditation: str | None


class SheetMember(TypedDict):
    """A person of the team."""

    name: str
    role: RoleWord
    initials: str


SheetDates = TypedDict(
    "SheetDates", {"from": str, "to": str, "activity": ActivityWord, "place": Bilingual | None}
)


class SheetSite(TypedDict):
    """A site or a member of the family: whether it is sampled, and why."""

    id: str
    name: Bilingual
    share: str | None
    sampled: bool
    why: Bilingual | None


class Nonconformity(TypedDict):
    """A line of the summary: what was found of which requirement, and what becomes of it."""

    no: str
    id: str
    clause: str | None
    finding: FindingWord
    note: str | None
    by: str | None
    corrective_action: str | None
    deadline: str | None
    closed_by: str | None
    closed: str | None


class ConclusionView(TypedDict):
    """The opinion."""

    opinion: OpinionWord
    text: Bilingual
    by: str | None
    date: str | None


class ChecklistSheet(TypedDict):
    """Form and order that were asked for, the head, the data annex, the summary.

    `formulas` says whether formulas stand in an annex, `fillable` whether the document has fields to fill in.
    `findings` counts the requirements by finding; `unjudged` those with no finding at all. `inputs_seal` covers all
    numbers of the inventory and is what an answer file is checked by, with the hashes of rule set and requirements.
    """

    form: ChecklistForm
    order: ChecklistOrder
    formulas: bool
    fillable: bool
    number: str | None
    client: SheetParty | None
    body: SheetParty | None
    team: list[SheetMember]
    dates: list[SheetDates]
    scope: Bilingual | None
    assurance: AssuranceWord | None
    materiality: str | None
    sampling_plan: Bilingual | None
    sites: list[SheetSite]
    members: list[SheetSite]
    carried_over: Bilingual | None
    values: list[ValueRow]
    register: list[DataSourceRow]
    findings: dict[str, int]
    unjudged: int
    nonconformities: list[Nonconformity]
    conclusion: ConclusionView | None
