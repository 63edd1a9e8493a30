"""The codes of the library and resolution."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E301": error(
        "rule set or table not found",
        "no file of the library has this id and version",
        "correct the id or version; `ruleengine list` shows what there is",
    ),
    "E302": error(
        "id or version does not match the file's path",
        "a file stands at <id>/<version>.yaml",
        "rename the file or correct the id or version",
    ),
    "E303": error(
        "path leaves the library",
        "ids, versions and files must stay inside the rule library; links out of it are not followed",
        "use an id without dots and slashes at its ends, and keep the file inside the library",
    ),
    "E304": error("circular extends", "a rule set is built on itself", "remove the circle"),
    "E305": error(
        "inherited element overridden without a reason",
        "an element with the id of an inherited one must say why",
        "add `because: {zh: …, en: …}`, or give the element another id",
    ),
    "E306": error(
        "unknown target",
        "what is removed or overridden does not exist in the base",
        "correct the path, or delete the entry",
    ),
    "E307": error(
        "conflicting overlay",
        "the same element is both removed and defined, or a reason is given where nothing is inherited",
        "keep one of the two",
    ),
    "E308": error(
        "released file changed",
        "the hash differs from the one in the lock file; results cite that hash",
        "undo the change and make a new version",
    ),
    "E309": error(
        "no version in force",
        "no version of the rule set applies on the date",
        "choose another date, or name the version",
    ),
    "E310": error(
        "wrong kind of file",
        "a file of another kind was asked for: a rule set, a factor table or an inventory",
        "name the kind of file that is due",
    ),
    "W311": warning(
        "released file is not in the lock file",
        "its hash is not pinned yet",
        "run `ruleengine validate --lock` once to pin it",
    ),
}
