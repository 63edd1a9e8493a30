"""MkDocs in a process of its own, imported while the pages are still being written; a line of JSON says what to build.

`building` starts it, with the language of the tree. It ends without a word where the line never comes.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module


def main(language: str) -> None:
    """Import what takes long, wait for `{"folder": …, "words": […]}`, and run MkDocs with the words in the folder."""
    run = import_module("mkdocs.__main__").cli
    import_module("material.plugins.search.plugin")
    if language == "zh":
        dictionary = import_module("jieba")
        dictionary.setLogLevel("ERROR")
        dictionary.initialize()
    line = sys.stdin.readline()
    if line:
        told = json.loads(line)
        os.chdir(told["folder"])
        run(told["words"], prog_name="mkdocs")


if __name__ == "__main__":
    main(sys.argv[1])
