"""How an inventory is laid out as a workbook: the marks by which a filled one is read back."""

from __future__ import annotations

#: The hidden sheet that says what the workbook is, and which table each sheet has.
META_SHEET = "ruleengine"
KIND_KEY, KIND = "kind", "inventory-1"
#: The sheets of what is said of the product, and of the inputs that are no tables.
PRODUCT_TABLE, VALUES_TABLE = "#product", "#values"
#: Marks in the hidden first column: the row with the names of columns, with the headings, the example, whether there
#: are rows.
COLUMNS_MARK, HEADINGS_MARK, EXAMPLE_MARK, GIVEN_MARK = "#columns", "#headings", "#example", "#given"
#: What may be said of a table instead of rows: that there are none, or that it does not apply.
NO_ROWS = ("无 none", "none", "无")
NOT_APPLICABLE = ("不适用 not applicable", "not applicable", "不适用")
#: What is said of the product, by the steps from the top of an inventory.
PRODUCT_KEYS = (
    "inventory", "ruleset", "product.name.zh", "product.name.en", "product.model", "product.batch", "product.gtin",
    "product.urn",
    "product.mass", "product.manufacturer.name.zh", "product.manufacturer.name.en", "product.manufacturer.address.zh",
    "product.manufacturer.address.en", "product.manufacturer.credit_code", "product.manufacturer.urn",
    "product.site.zh", "product.site.en",
    "product.country", "period.from", "period.to", "note.zh", "note.en",
)  # fmt: skip
