"""Comments as data: the file that keeps them, merging, decisions, and staying attached across versions."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from ruleengine.characters import hidden_in
from ruleengine.consultation.attachment import attachment
from ruleengine.consultation.comments import (
    DECISIONS,
    TEXTS,
    Comment,
    Comments,
    Handling,
    comments_of,
    comments_text,
)
from ruleengine.consultation.merging import disagreements, merged
from ruleengine.consultation.moving import moved
from ruleengine.consultation.summary import counts_of, summary_form
from ruleengine.consultation.targets import Targets, targets_of
from ruleengine.diagnostics import Report
from ruleengine.documents.comment_tables import office_files, summary_files
from ruleengine.resolve.overlay import resolve
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape
from tests.consultation.forms import DRAFT, SECTIONS, collect, draft, fill_workbook, library_of
from tests.examples import examples

DAY, LATER = "2026-03-01", "2026-04-01"
HASH = "sha256:" + "a" * 64


@pytest.fixture
def targets(tmp_path: Path) -> Targets:
    return draft(tmp_path / "rules")


def comment(targets: Targets, path: str | None, by: str = "u", said: str = "why?", **more: Any) -> Comment:
    """A comment on an element as it is."""
    target = targets.all.get(path or "")
    about: dict[str, Any] = (
        {"element": path, "hash": target.hash, "words": target.words} if target else {"element": path}
    )
    return Comment(by=by, texts={"comment": said}, **{**about, **more}).named()


def of(*items: Comment) -> Comments:
    return Comments(DRAFT, items)


# ---- the file

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"), include_characters="\n"),
    max_size=30,
).filter(lambda t: t.strip() and not any(hidden_in(line) is not None for line in t.split("\n")))
HANDLING = st.builds(
    Handling,
    decision=st.sampled_from(DECISIONS),
    by=TEXT,
    date=st.sampled_from([DAY, LATER]),
    reason=st.none() | TEXT,
)
COMMENT = st.builds(
    Comment, by=TEXT, element=st.none() | st.sampled_from(["emissions.making", "scope"]),
    hash=st.none() | st.just(HASH), words=st.none() | st.fixed_dictionaries({"zh": TEXT, "en": TEXT}),
    texts=st.dictionaries(st.sampled_from([t for t in TEXTS if t not in ("type", "comment")]), TEXT).map(
        lambda d: {"comment": "c", **d}
    ),
    received=st.lists(TEXT, max_size=2).map(tuple), handling=st.lists(HANDLING, max_size=2).map(tuple),
    moved=st.lists(st.tuples(st.just("a@1.0.0"), st.none() | st.just("scope")), max_size=2).map(tuple),
)  # fmt: skip


@examples(60)
@given(st.lists(COMMENT, max_size=3))
def test_the_file_says_what_the_comments_say(items: list[Comment]) -> None:
    named = {c.named().id: c.named() for c in items}
    whole = Comments(DRAFT, tuple(named.values()), {"sent": 3, "drafted_by": "某所"})
    report = Report()
    document = read_bytes(comments_text(whole).encode(), "c.yaml", report)
    assert document is not None, report.items
    assert check_shape(document, "comments", report), report.items
    assert comments_of(document) == Comments(
        DRAFT,
        tuple(evolve(c, texts={t: c.texts[t] for t in TEXTS if t in c.texts}) for c in whole.items),
        whole.facts,
    )


# ---- merging


def test_the_same_comment_twice_is_one_and_the_order_of_forms_does_not_count(targets: Targets) -> None:
    one = comment(targets, "emissions.making", received=("a.xlsx",))
    again = evolve(one, texts={"comment": " why？ "}, received=("b.docx",), id="")
    other = comment(targets, "requirements.light", by="v", received=("b.docx",))
    results = {
        comments_text(merged(Comments(DRAFT), order, targets).comments)
        for order in permutations([of(one), of(again), of(other)])
    }
    assert len(results) == 2  # which of two spellings stands is that of the first
    done = merged(of(one), [of(again, other)], targets)
    assert (done.new, done.known) == (1, 1)
    assert [c.received for c in done.comments.items] == [("b.docx",), ("a.xlsx", "b.docx")]


def test_a_comment_mended_by_hand_is_not_overwritten_by_its_form(targets: Targets) -> None:
    one = comment(targets, "emissions.making")
    mended = evolve(one, texts={"comment": "why so?"})
    done = merged(of(mended), [of(one)], targets)
    assert sorted((c.id, c.text("comment")) for c in done.comments.items) == [
        (one.id, "why so?"), (f"{one.id}-2", "why?"),
    ]  # fmt: skip


def test_two_forms_of_one_unit_that_disagree_are_found(targets: Targets) -> None:
    first = comment(targets, "emissions.making", said="more", received=("a.xlsx",))
    second = comment(targets, "emissions.making", said="less", received=("b.xlsx",))
    assert disagreements(of(first, second)) == [(first, second)]
    for other in (
        evolve(second, by="another unit"), evolve(second, received=("a.xlsx",)), evolve(second, element="scope"),
    ):  # fmt: skip
        assert disagreements(of(first, other)) == []


def test_the_decision_of_the_latest_date_counts_and_two_of_one_day_are_a_dispute(targets: Targets) -> None:
    one = comment(targets, "emissions.making")
    yes, no = Handling("accepted", "a", DAY), Handling("rejected", "b", DAY, "no data")
    assert evolve(one, handling=(yes,)).decision == "accepted"
    disputed = evolve(one, handling=(yes, no))
    assert (disputed.decision, disputed.is_disputed) == (None, True)
    settled = evolve(one, handling=(yes, no, Handling("partly", "c", LATER, "in part")))
    assert (settled.decision, settled.is_disputed) == ("partly", False)
    counts = counts_of(of(evolve(disputed, id="a"), evolve(settled, id="b"), evolve(one, id="c")), targets)
    assert counts.decisions == {"accepted": 0, "partly": 1, "rejected": 0, "disputed": 1, "open": 1}


def test_the_counts_of_replies(targets: Targets) -> None:
    whole = Comments(DRAFT, (comment(targets, "scope"),), {"sent": 5, "without_comments": ["v", "w"]})
    counts = counts_of(whole, targets)
    assert (counts.units, counts.without_comments, counts.without_reply) == (1, 2, 2)
    assert counts_of(evolve(whole, facts={}), targets).without_reply is None


# ---- the summary comes back with decisions


def test_decisions_filled_in_in_the_summary_arrive(targets: Targets, tmp_path: Path) -> None:
    known = of(comment(targets, "emissions.making"), comment(targets, "requirements.light"))
    path = tmp_path / "summary.xlsx"
    [(_, content)] = office_files(summary_form(known, targets, "gb", "both"), "summary", ["xlsx"])
    path.write_bytes(content)
    assert collect(targets, path, into=known) == (collect(targets, path, into=known)[0], [])
    decided = {
        "decision": "部分采纳 partly accepted",
        "reason": "因子为年度值",
        "decided_by": "张三",
        "decided_on": DAY,
    }
    fill_workbook(path, {known.items[0].id: decided})
    comments, told = collect(targets, path, into=known)
    assert told == []
    found = {c.element: c.handling for c in comments.items}
    assert found == {
        "emissions.making": (Handling("partly", "张三", DAY, "因子为年度值"),),
        "requirements.light": (),
    }
    again, _ = collect(targets, path, into=comments)
    assert again == comments
    for change, key in (
        ({"decision": "perhaps"}, "E664.decision"), ({"decided_by": ""}, "E664.by"),
        ({"decided_on": "May"}, "E664.date"), ({"reason": ""}, "E664.reason"),
    ):  # fmt: skip
        fill_workbook(path, {known.items[0].id: {**decided, **change}})
        assert collect(targets, path, into=known)[1] == [key]
    fill_workbook(path, {known.items[0].id: {**decided, "row": "c-0000000000"}})
    assert collect(targets, path, into=known)[1] == ["W663.no_such"]


def test_summaries_show_text_of_others_as_it_is(targets: Targets) -> None:
    said = "<b>&amp;</b> =1+1\n第二行"
    known = of(
        evolve(comment(targets, "emissions.making", said=said), handling=(Handling("accepted", "张三", DAY),))
    )
    made = dict(summary_files(known, targets, "gb", "both", "s", ["xlsx", "docx", "html", "pdf"]))
    assert made == dict(summary_files(known, targets, "gb", "both", "s", ["xlsx", "docx", "html", "pdf"]))
    page = made["s.html"].decode()
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; =1+1\n第二行" in page
    assert "采纳 accepted\n张三 2026-03-01" in page
    assert made["s.pdf"].startswith(b"%PDF-")


# ---- other versions


def versions(folder: Path) -> tuple[Targets, Targets]:
    """A draft and the next: one number otherwise, one element under another id, one gone."""
    requirements = {"light": "mass <= limit", "brief": "mass <= 2 * limit"}
    parameters = {"factor": "3 kgCO2e/kg", "limit": "6 kg"}
    inputs = {"mass": "kg"}
    new = {"requirements": requirements, "parameters": parameters, "inputs": inputs}
    library = library_of(folder, {"1.0.0": {}, "2.0.0": new})
    before, after = (resolve(library, library.find(f"test/product@{v}")) for v in ("1.0.0", "2.0.0"))
    return targets_of(before), targets_of(after, {"requirements.short": "requirements.brief"})


def test_comments_stay_attached_across_drafts(tmp_path: Path) -> None:
    old, new = versions(tmp_path)
    paths = [
        "requirements.light",
        "requirements.short",
        "parameters.limit",
        "parameters.factor",
        "inputs.kind",
        None,
    ]
    done = moved(of(*(comment(old, path, by=str(path)) for path in paths)), new)
    assert done.reference == "test/product@2.0.0"
    found = {c.by: attachment(c, new) for c in done.items}
    assert {by: a.state for by, a in found.items()} == {
        "requirements.light": "beneath", "requirements.short": "changed", "parameters.limit": "changed",
        "parameters.factor": "unchanged", "inputs.kind": "orphan", "None": "general",
    }  # fmt: skip
    elements = {c.by: c.element for c in done.items}
    assert (elements["requirements.short"], elements["inputs.kind"]) == ("requirements.brief", "inputs.kind")
    limit = next(c for c in done.items if c.by == "parameters.limit")
    target = found["parameters.limit"].target
    assert "5 kg" in (limit.words or {})["en"]
    assert target is not None
    assert "6 kg" in target.words["en"]
    back = moved(done, old)
    assert {c.by: attachment(c, old).state for c in back.items} == {
        by: "general" if by == "None" else "unchanged" for by in found
    }
    assert len({m for c in back.items for m in c.moved}) > 1


def test_an_element_under_another_id_is_known_by_its_words(tmp_path: Path) -> None:
    said = {"text": {"zh": "应轻。", "en": "It shall be light."}, "check": "mass <= limit"}
    old = draft(tmp_path / "a", requirements={"light": said, "short": "mass <= 2 * limit"})
    new = draft(tmp_path / "b", requirements={"slight": said, "short": "mass <= 2 * limit"})
    found = attachment(comment(old, "requirements.light"), new)
    assert (found.state, found.renamed) == ("renamed", True)
    twice = draft(tmp_path / "c", requirements={"slight": said, "also": said})
    assert attachment(comment(old, "requirements.light"), twice).state == "orphan"


def test_comments_on_clauses_know_whether_there_is_such_a_clause(targets: Targets) -> None:
    known = next(iter(targets.clauses))
    assert attachment(Comment("u", texts={"clause": known}), targets).state == "clause"
    assert attachment(Comment("u", texts={"clause": "99.9"}), targets).state == "orphan"


def test_every_section_of_the_small_rule_set_has_a_row(targets: Targets) -> None:
    assert {path.partition(".")[0] for path in targets.all} >= set(SECTIONS)
    assert all(
        t.words["zh"] and t.words["en"] for path, t in targets.all.items() if path.split(".")[0] in SECTIONS
    )
