"""Product, parties and place of a view: what identifies them, in words and for machines."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.assess.decision import DecisionRule, rule_in_words
from ruleengine.documents import view_types as v
from ruleengine.documents.text import pair, prose
from ruleengine.figures import plain
from ruleengine.inventory.product import mass_of
from ruleengine.program.inputs import as_map
from ruleengine.run.labels import REGION_LABELS
from ruleengine.run.record.record import Geography


def product_view(product: Mapping[str, object]) -> v.ProductView:
    """The product as an inventory says it."""
    mass = mass_of(product)
    return {
        "name": pair(product.get("name")),
        "model": optional(product.get("model")),
        "batch": optional(product.get("batch")),
        "gtin": optional(product.get("gtin")),
        "urn": optional(product.get("urn")),
        "mass": None if mass is None else {"value": plain(mass), "unit": "kg"},
        "manufacturer": party_view(product.get("manufacturer")),
        "site": pair(product["site"]) if "site" in product else None,
        "country": optional(product.get("country")),
    }


def party_view(value: object) -> v.PartyView:
    """A maker or an issuer."""
    party = as_map(value)
    return {
        "name": pair(party.get("name")),
        "address": pair(party["address"]) if "address" in party else None,
        "credit_code": optional(party.get("credit_code")),
        "urn": optional(party.get("urn")),
    }


def geography_view(place: Geography | None) -> v.Bilingual | None:
    """A country by its code, a region in words."""
    if place is None:
        return None
    code = place.country or ""
    return pair(REGION_LABELS[place.region]) if place.region else {"zh": code, "en": code}


def optional(value: object) -> str | None:
    """A text, or None where there is none."""
    return str(value) if value is not None else None


def declared_facts(facts: Mapping[str, object], rule: DecisionRule) -> v.Declaration:
    """What a declaration says besides the result: the facts of the issuer, and the decision rule that holds."""
    signatory = as_map(facts.get("signatory"))
    name = str(signatory.get("name", ""))
    return {
        "number": str(facts.get("number", "")),
        "scope": "computed" if facts.get("scope") == "computed" else "all",
        "decision_rule": {"zh": rule_in_words(rule, "zh"), "en": rule_in_words(rule, "en")},
        "conforms": True,
        "not_assessed": [],
        "issuer": party_view(facts.get("issuer")),
        "place": pair(facts.get("place")),
        "date": str(facts.get("date", "")),
        "signatory": {"name": {"zh": name, "en": name}, "function": pair(signatory.get("function"))},
        "valid_until": optional(facts.get("valid_until")),
        "limits": prose(facts["limits"]) if "limits" in facts else None,
    }
