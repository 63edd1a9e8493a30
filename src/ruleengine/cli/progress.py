"""How far a run is, on standard error: rewritten in place on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from ruleengine.cli.output import echo_progress
from ruleengine.cli.said import say
from ruleengine.language import Texts

#: Seconds between two lines: on a terminal, and elsewhere.
_TERMINAL, _ELSEWHERE = 0.2, 5
_DONE: Texts = (
    "{done} of {size} products, {rate} a second", "已核算{done}个产品，共{size}个，每秒{rate}个",
)  # fmt: skip
_READ: Texts = ("{file:code}: {share} read", "{file:code}：已读取{share}")
_MOVED: Texts = ("{done} products moved", "已迁移{done}个产品")


def counting(*, long_only: bool = False) -> Callable[[int, int], None]:
    """Tells how many products are calculated; of a short run with `long_only` nothing."""
    return _progress(
        lambda done, of, rate: say(_DONE, done=done, size=of, rate=f"{rate:.0f}"), long_only=long_only
    )


def reading(shown: str) -> Callable[[int, int], None]:
    """Tells how much of a file is read."""
    return _progress(lambda done, of, _: say(_READ, file=shown, share=f"{done / of:.0%}"))


def moving() -> Callable[[int], None]:
    """Tells how many products are moved, where that takes long."""
    tell = _progress(lambda done, *_: say(_MOVED, done=done), long_only=True)
    return lambda done: tell(done, done + 1)


def _progress(
    words: Callable[[int, int, float], str], *, long_only: bool = False
) -> Callable[[int, int], None]:
    terminal, clock = sys.stderr.isatty(), time.monotonic
    begun = told = clock()
    spoken, before = not long_only, 0

    def tell(done: int, size: int) -> None:
        nonlocal begun, told, spoken, before
        now, last = clock(), done == size
        if done < before:  # a second run
            begun = now
        before = done
        if (not last and now - told < (_TERMINAL if terminal else _ELSEWHERE)) or (last and not spoken):
            return
        told, spoken = now, True
        rate = done / (now - begun) if now > begun else 0
        echo_progress(words(done, size, rate), rewritten=terminal, last=last)

    return tell
