"""The result record, format 1: all that a document, an export or a third party needs of a result, and no program.

Amounts are in kgCO2e. None stands for what is not stated; a value that is missing or not applicable is `Absent`. The
shape of the file is `source/shapes/result.yaml`, which has the same names; docs/guide/results.md explains them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from ruleengine.inventory.model import Absent
from ruleengine.program.program import Scalar
from ruleengine.resolve.standing import Standing

#: The format that is written; of others, only those of `earlier` are read.
FORMAT = 1

#: A text in both languages.
Pair = Mapping[str, str]
#: One value of a result.
RecordedValue = Scalar | Absent


@frozen
class Standard:
    """The standard that a rule set encodes, as far as the rule set says; `stage` is `published`, `draft`, …"""

    number: str | None
    title: Pair | None
    stage: str | None
    issued: str | None
    effective: str | None


@frozen
class Geography:
    """Whose production the factors of a rule set stand for: a country (ISO 3166-1 alpha-2) or a region."""

    country: str | None
    region: str | None


@frozen
class CitedRules:
    """The rule set; `status` is `draft` or `released`, `chain` names it and its bases, the root last.

    `characterization` is the assessment report whose characterization factors it uses: `AR6`.
    """

    id: str
    version: str
    hash: str
    status: str
    title: Pair
    standard: Standard
    characterization: str | None
    geography: Geography | None
    chain: tuple[str, ...]


@frozen
class CitedTable:
    """A factor table."""

    id: str
    version: str
    hash: str
    status: str


@frozen
class CitedInventory:
    """The inventory; `hash` is that of its meaning, `printed_hash` covers every word that documents print of it."""

    id: str
    hash: str
    printed_hash: str


@frozen
class Party:
    """A maker; `credit_code` is the unified social credit code (GB 32100)."""

    name: Pair
    address: Pair | None
    credit_code: str | None
    urn: str | None


@frozen
class Mass:
    """A mass in kg."""

    value: Decimal
    unit: str = "kg"


@frozen
class Product:
    """What the inventory says of the product; `period` has the days `from` and `to`.

    `mass` is that of one unit of the product without packaging, `country` that of the site by ISO 3166-1 alpha-2.
    """

    name: Pair | None
    model: str | None
    batch: str | None
    gtin: str | None
    urn: str | None
    mass: Mass | None
    manufacturer: Party | None
    site: Pair | None
    country: str | None
    period: Mapping[str, str] | None


@frozen
class UnitOfAnalysis:
    """The functional or declared unit (`kind`): in words, and as amount and unit where the rules state them."""

    kind: str
    amount: Decimal | None
    unit: str | None
    text: Pair
    short: Pair | None


@frozen
class Boundary:
    """The system boundary; `headline` are the species that total, stages and footprint per unit add up."""

    type: str | None
    stages: tuple[str, ...]
    headline: tuple[str, ...]
    text: Pair | None
    includes: tuple[Pair, ...]
    excludes: tuple[Pair, ...]


@frozen
class Emission:
    """An emission: `value` for the basis, `per_unit` for the unit of analysis."""

    label: Pair
    stage: str
    species: str
    value: RecordedValue
    per_unit: RecordedValue
    unit: str
    clause: str | None
    role: str | None = None


@frozen
class Figure:
    """A quantity or an indicator; one that belongs to an input table has `values`, one a row, and else `value`.

    `unit` is None where the value is a text or a condition. `reason` says of what is not evaluated, and of an indicator
    that is missing, why there is no value; else it is None.
    """

    label: Pair
    unit: str | None
    value: RecordedValue | None = None
    table: str | None = None
    values: tuple[RecordedValue, ...] = ()
    reason: Pair | None = None
    role: str | None = None


@frozen
class RoleValue:
    """What a role comes to: the emissions that have it added up, or the one value, with the paths of these `elements`.

    `value` is for the basis, `per_unit` for the unit of analysis; shares and ratings are the same for both.
    """

    elements: tuple[str, ...]
    value: RecordedValue
    per_unit: RecordedValue
    unit: str


@frozen
class Check:
    """A requirement: how it is meant, what it came to and why; `clause` is a number in the order of `clause_of`."""

    verb: str
    verdict: str
    clause: str | None
    clause_of: str
    reason: Pair


@frozen
class Precondition:
    """What the inventory had to fulfil: `outcome` is `met`, `not_evaluated` where data that
    may be missing are, or `not_applicable`; `table` is that in whose every row it had to hold.
    """

    text: Pair
    outcome: str
    table: str | None
    clause: str | None
    clause_of: str


@frozen
class Grades:
    """How many of the numbers and requirements that a result rests on have which grade."""

    parameters: Mapping[str, int]
    factors: Mapping[str, int]
    defaults: Mapping[str, int]
    requirements: Mapping[str, int]


@frozen
class Notice:
    """A warning that was told when the result was calculated."""

    code: str
    element: str | None
    message: Pair


@frozen
class ResultRecord:
    """The result of one product. What is rounded is a text, with the zeros it is declared with.

    `standing` is what is to be said of the rule set, its bases and tables: drafts, withdrawn versions, errata.
    `unknown_share` is the share of the footprint per unit that rests on numbers with neither source nor uncertainty.
    `data_quality` has the rating of each dimension (`run.data_quality`). `format` is that of the file it was read from.
    """

    engine: str
    ruleset: CitedRules
    tables: Mapping[str, CitedTable]
    standing: tuple[Standing, ...]
    inventory: CitedInventory
    product: Product
    unit_of_analysis: UnitOfAnalysis | None
    basis: Pair | None
    boundary: Boundary
    unit: str
    per_unit: Decimal
    per_unit_rounded: str
    total: Decimal
    total_rounded: str
    reference_flow: Decimal
    unknown_share: Decimal | None
    stages: Mapping[str, Decimal]
    species: Mapping[str, Decimal]
    stages_per_unit: Mapping[str, Decimal]
    species_per_unit: Mapping[str, Decimal]
    emissions: Mapping[str, Emission]
    quantities: Mapping[str, Figure]
    indicators: Mapping[str, Figure]
    roles: Mapping[str, RoleValue]
    data_quality: Mapping[str, RecordedValue] | None
    preconditions: Mapping[str, Precondition]
    checks: Mapping[str, Check]
    grades: Grades
    warnings: tuple[Notice, ...]
    data_classes: Mapping[str, str] = field(factory=dict)
    format: int = FORMAT
