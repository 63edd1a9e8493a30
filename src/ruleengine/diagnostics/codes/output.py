"""The codes of documents and outputs."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E801": error(
        "declaration refused",
        "a computable requirement (shall) is not satisfied or not evaluated",
        "meet the requirement, or complete the inventory",
    ),
    "E802": error(
        "output cannot be written",
        "the folder cannot be made or written to",
        "choose another folder, or change its access rights",
    ),
    "E803": error(
        "character without a glyph",
        "the shipped fonts have no picture for the character",
        "replace the character",
    ),
    "E804": error(
        "output cannot have this form",
        "results are written in the forms named",
        "choose an output that ends in one of them",
    ),
    "E805": error(
        "another run writes this output",
        "two runs with the same output would mix their parts",
        "wait for the other run, or choose another output",
    ),
    "E806": error(
        "executors do not see the output folder",
        "the executors of the cluster write parts beside the output, under the same path",
        "choose a portfolio and an output on storage that all machines of the cluster share",
    ),
    "E807": error(
        "no use of Spark",
        "it is not installed, could not be started, or did not come to its end",
        "see what Spark says; `--engine local` works without it",
    ),
}
