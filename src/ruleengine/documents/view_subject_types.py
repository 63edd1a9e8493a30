"""The shape of what a view is about: the product, whom it is made by, and the parts that these are said in."""

from __future__ import annotations

from typing import TypedDict


class Bilingual(TypedDict):
    """A text in Chinese and English."""

    zh: str
    en: str


class Measure(TypedDict):
    """A value with its unit."""

    value: str
    unit: str


class PartyView(TypedDict):
    """A manufacturer or an issuer; `credit_code` is the unified social credit code."""

    name: Bilingual
    address: Bilingual | None
    credit_code: str | None
    urn: str | None


class ProductView(TypedDict):
    """The product assessed or declared; `mass` is that of one unit of it, `country` a code of ISO 3166-1."""

    name: Bilingual
    model: str | None
    batch: str | None
    gtin: str | None
    urn: str | None
    mass: Measure | None
    manufacturer: PartyView
    site: Bilingual | None
    country: str | None
