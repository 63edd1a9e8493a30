"""The JSON Schemas for editors say the same as the shapes they are made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ruleengine.characters import hidden_in
from ruleengine.diagnostics import Report
from ruleengine.source.json_schema import json_schema
from ruleengine.source.shape_rules import KINDS, shape_rules
from ruleengine.source.shapes import check_shape
from tests.source.sample_files import (
    LIBRARY,
    SAMPLES,
    Steps,
    as_document,
    broken,
    changed,
    plain,
    read,
    steps_in,
)

VALIDATORS = {kind: Draft202012Validator(json_schema(kind)) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_valid_and_plain_json(kind: str) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        json_schema("wish list")


@pytest.mark.parametrize(
    ("path", "kind"), [*SAMPLES.items(), *LIBRARY.items()], ids=lambda x: getattr(x, "name", x)
)
def test_samples_and_library_are_accepted(path: Path, kind: str) -> None:
    assert [error.message for error in VALIDATORS[kind].iter_errors(plain(read(path).data))] == []


@pytest.mark.parametrize(("path", "kind"), SAMPLES.items(), ids=lambda x: getattr(x, "name", x))
def test_every_broken_rule_is_found(path: Path, kind: str) -> None:
    cases = list(broken(shape_rules(kind), read(path).data))
    assert len(cases) > 50
    assert [what for what, data in cases if VALIDATORS[kind].is_valid(plain(data)) != (what == "")] == []


def test_keys_have_titles_and_sections_have_descriptions() -> None:
    properties = json_schema("ruleset")["properties"]
    assert isinstance(properties, dict)
    assert properties["reference_flow"]["title"] == "reference flow"
    assert properties["basis"]["description"].startswith("what one inventory describes")
    emission = properties["emissions"]["additionalProperties"]
    assert emission["additionalProperties"] is False
    assert emission["properties"]["formula"]["description"].startswith("a formula in the formula language")
    assert properties["emissions"]["propertyNames"]["pattern"] == "^(?:[a-z][a-z0-9_]*)$"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3000)
    | st.just("x")
    | st.sampled_from(
        ["", " ", "use", "shall", "a_b", "a-b", "gb/x", "gb/x@1.0.0", "1.0.0", "2025-12-01", "E605"]
    )
    # What a schema cannot say: texts without hidden characters.
    | st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=5).filter(
        lambda text: hidden_in(text) is None
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["zh", "en", "label", "unit", "type", "columns", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@st.composite
def nearly_valid(draw: st.DrawFn) -> tuple[str, object]:
    """A sample with one to three of its values replaced."""
    path, kind = draw(st.sampled_from(sorted(SAMPLES.items())))
    data = read(path).data
    for _ in range(draw(st.integers(1, 3))):
        steps: Steps = draw(st.sampled_from(list(steps_in(data))))
        data = changed(data, steps, draw(VALUES))
    return kind, data


@given(nearly_valid())
def test_schema_and_shape_agree(case: tuple[str, object]) -> None:
    kind, data = case
    assert check_shape(as_document(data), kind, Report()) == VALIDATORS[kind].is_valid(plain(data))
