"""The sample views: an illustrative luminaire with 54 requirements and 12 formulas."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

VIEWS = Path(__file__).parent / "views"
SampleView = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="session")
def _views() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in VIEWS.glob("*.json")}


@pytest.fixture
def sample(_views: dict[str, dict[str, Any]]) -> SampleView:
    """A fresh copy of a sample view by kind and language."""

    def made(kind: str, lang: str = "both") -> dict[str, Any]:
        view = copy.deepcopy(_views[kind])
        view["lang"] = lang
        return view

    return made
