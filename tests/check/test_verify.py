"""Replaying a result record: it holds, or every difference is told with its cause first."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ruleengine.check.verify import Replay, verify
from ruleengine.diagnostics import Refused, as_text
from ruleengine.pipeline import product_of, program_of
from ruleengine.ruleset.library import Library
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data
from tests.cli.command import run
from tests.conftest import Golden
from tests.library_builder import compiled, inventory_text, rule_set, write_library
from tests.ruleset.small_library import SMALL
from tests.run.examples import EXAMPLES, LIBRARY, example, label

HERE = Path(__file__).parent / "replays"
LAMP = Path("rules/mini/lamp/examples/lamp.yaml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the small library and the record of its lamp, `lamp.json`."""
    shutil.copytree(SMALL, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    program = program_of(Library(Path("rules")), "mini/lamp")
    product = product_of(program, LAMP)
    write(record_data(result_record(product.result, product.warnings)))
    return tmp_path


def write(data: object) -> None:
    """Write a record."""
    Path("lamp.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def replayed(inventory: Path = LAMP) -> Replay:
    """The record replayed with the library as it now is."""
    return verify(Path("lamp.json"), inventory, Library(Path("rules")))


def keys(replay: Replay) -> list[str]:
    """The keys of all differences, each once, sorted."""
    return sorted({d.key for d in replay.found})


def edit(path: str | Path, old: str, new: str) -> None:
    """Change a file in one place."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_every_example_is_replayed(path: Path, tmp_path: Path) -> None:
    found = example(path)
    text = json.dumps(record_data(result_record(found.result)), ensure_ascii=False)
    (tmp_path / "result.json").write_text(text, encoding="utf-8")
    replay = verify(tmp_path / "result.json", path, LIBRARY)
    assert (replay.found, replay.holds) == ((), True)
    assert replay.values > 50
    assert replay.record == replay.again


def tampered(change: Callable[[Any], object]) -> Callable[[], None]:
    """An action that changes the data of the record."""

    def act() -> None:
        data = json.loads(Path("lamp.json").read_text(encoding="utf-8"))
        change(data)
        write(data)

    return act


def _drop(data: Any) -> None:
    del data["emissions"]["disposal"], data["checks"]["share-limit"]


#: What is done to record, library or inventory, and the keys of what is then told.
CASES: dict[str, tuple[Callable[[], None], list[str]]] = {
    "a-number": (tampered(lambda d: d.update(total="1.5")), ["E733.value"]),
    "a-rounded-number": (tampered(lambda d: d.update(per_unit_rounded="1.50")), ["E733.value"]),
    "a-row": (
        tampered(lambda d: d["quantities"]["material_emissions"]["values"].__setitem__(0, "7")), ["E733.value"],
    ),
    "absent-for-a-number": (
        tampered(lambda d: d["emissions"]["disposal"].update(value={"absent": "not applicable"})), ["E733.value"],
    ),
    "a-verdict": (
        tampered(lambda d: d["checks"]["share-limit"].update(verdict="not_satisfied")), ["E733.verdict"],
    ),
    "a-word": (tampered(lambda d: d["product"].update(model="another")), ["E733.word"]),
    "the-status": (tampered(lambda d: d["ruleset"].update(status="released")), ["E733.word"]),
    "left-out": (tampered(_drop), ["E733.missing"]),
    "put-in": (
        tampered(lambda d: d["emissions"].update(credit=d["emissions"]["disposal"])), ["E733.surplus"],
    ),
    "a-table-left-out": (tampered(lambda d: d["tables"].pop("heat")), ["E733.missing"]),
    "another-table": (tampered(lambda d: d["tables"]["heat"].update(version="2.0.0")), ["E733.other_table"]),
    "the-hash-of-the-rules": (
        tampered(lambda d: d["ruleset"].update(hash="sha256:" + "0" * 64)), ["E733.rules"],
    ),
    "another-engine": (tampered(lambda d: d.update(engine="0.0.9")), ["W734.engine"]),
    "a-parameter": (
        lambda: edit("rules/mini/lamp/1.0.0.yaml", "value: 0.05", "value: 0.06"), ["E733.rules", "E733.value"],
    ),
    "a-text-of-the-rules": (
        lambda: edit("rules/mini/lamp/1.0.0.yaml", "en: one lamp", "en: one luminaire"), ["E733.rules"],
    ),
    "a-factor": (
        lambda: edit("rules/mini/factors/grid/1.0.0.yaml", "factor: 0.6", "factor: 0.7"),
        ["E733.rules", "E733.table", "E733.value"],
    ),
    "the-inventory": (lambda: edit(LAMP, "10 W", "11 W"), ["E733.inventory", "E733.value"]),
    "a-note-of-the-inventory": (lambda: edit(LAMP, "en: illustrative", "en: invented"), ["W734.wording"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_differs_is_told(name: str, folder: Path, golden: Golden) -> None:
    act, expected = CASES[name]
    act()
    replay = replayed()
    assert keys(replay) == expected
    assert replay.holds is all(key.startswith("W") for key in expected)
    golden(HERE / f"{name}.txt", f"{as_text(replay.found, 'en')}\n\n{as_text(replay.found, 'zh')}\n")


def test_the_record_itself_holds(folder: Path) -> None:
    assert replayed().found == ()


def test_an_inventory_for_another_product_is_told_by_its_hash(folder: Path) -> None:
    assert keys(replayed(Path("rules/mini/lamp/examples/careless.yaml")))[0] == "E733.inventory"


def refused(inventory: Path = LAMP) -> list[str]:
    """The places and codes for which a replay is refused."""
    with pytest.raises(Refused) as found:
        replayed(inventory)
    return [f"{d.place} {d.code}" for d in found.value.diagnostics]


def test_a_rule_set_that_the_library_does_not_have(folder: Path) -> None:
    tampered(lambda d: d["ruleset"].update(version="9.0.0"))()
    (told,) = refused()
    assert told == "lamp.json:6:16 E301"
    tampered(lambda d: d["ruleset"].update(id="mini/candle"))()
    assert refused() == ["lamp.json:6:16 E301"]


def test_an_inventory_that_cannot_be_read(folder: Path) -> None:
    assert refused(Path("none.yaml")) == ["none.yaml E101"]


# ---- the command


def test_the_command_says_what_was_compared(folder: Path) -> None:
    done = run("verify", "lamp.json", "--inventory", LAMP, rules=Path("rules"))
    assert done.stderr == ""
    assert done.stdout == (
        "lamp.json: the same result from mini/lamp@1.0.0 (draft) and `rules/mini/lamp/examples/lamp.yaml`; "
        f"{replayed().values} values and 4 checks compared\n"
    )
    as_json = json.loads(
        run("verify", "lamp.json", "--inventory", LAMP, "--format", "json", rules=Path("rules")).stdout
    )
    standing = as_json.pop("standing")
    assert {"file": "mini/lamp@1.0.0", "kind": "draft"}.items() <= standing[0].items()
    assert as_json == {"result": "lamp.json", "holds": True, "diagnostics": []}


def test_the_command_lists_what_differs_and_fails(folder: Path) -> None:
    tampered(lambda d: d.update(total="1.5"))()
    done = run("verify", "lamp.json", "--inventory", LAMP, code=1, rules=Path("rules"))
    assert done.stdout == ""
    assert done.stderr == as_text(replayed().found) + "\n"
    words = ("verify", "lamp.json", "--inventory", LAMP, "--format", "json")
    data = json.loads(run(*words, code=1, rules=Path("rules")).stdout)
    assert data["holds"] is False
    (found,) = data["diagnostics"]
    assert found["key"] == "E733.value"
    assert found["facts"]["recorded"] == "1.5"
    assert found["facts"]["name"] == "total"


def test_a_warning_alone_is_no_failure(folder: Path) -> None:
    tampered(lambda d: d.update(engine="0.0.9"))()
    done = run("verify", "lamp.json", "--inventory", LAMP, rules=Path("rules"))
    assert "W734" in done.stderr
    assert "the same result" in done.stdout


def test_refusals_of_the_command(folder: Path) -> None:
    for options, stream in ([], "stderr"), (["--format", "json"], "stdout"):
        done = run("verify", LAMP, "--inventory", LAMP, *options, code=1, rules=Path("rules"))
        assert "E310" in getattr(done, stream)
    data = json.loads(done.stdout)
    assert data["refused"] == LAMP.as_posix()
    assert [d["key"] for d in data["diagnostics"]] == ["E310.kind"]
    assert done.stderr == ""


def test_a_value_for_one_that_is_not_evaluated_is_one_difference(tmp_path: Path) -> None:
    rules = rule_set(
        inputs={"a": "1", "b": "1"}, parameters={"f": "3 kgCO2e"}, emissions={"e": "f"},
        indicators={"i": ("1", "a / b")}, requirements={"r": "a / b > 1"},
    )  # fmt: skip
    library = write_library(tmp_path, rules)
    program = compiled(library)
    path, given = tmp_path / "record.json", tmp_path / "sample.yaml"
    given.write_text(inventory_text(program, {"a": 1, "b": 0}), encoding="utf-8")
    data = record_data(result_record(product_of(program, given).result))
    path.write_text(json.dumps(data), encoding="utf-8")
    assert verify(path, given, library).found == ()
    data["indicators"]["i"] = {"label": data["indicators"]["i"]["label"], "unit": "1", "value": "2"}
    data["checks"]["r"]["reason"]["en"] = "another"
    path.write_text(json.dumps(data), encoding="utf-8")
    told = {d.key: (d.message, d.found) for d in verify(path, given, library).found}
    assert told == {
        "E733.value": ("`indicators.i.value` comes out otherwise than the record says", "not evaluated"),
        "E733.word": (
            "`checks.r.reason.en` is not what the record says",
            "`requirements.r`: division by zero (`a` = 1, `b` = 0)",
        ),
    }
