"""Random numbers that belong to a seed, an input, a row and the number of a draw, and to nothing else.

Each uncertain number has a stream of its own: Philox (4 × 64 bits, 10 rounds), a generator that turns a key and a
counter into bits. The key is a hash of seed, name and row, the counter is the number of the draw. So draw 7 000 of a
number is the same on every machine, in whatever blocks the draws are made, however many there are, and whatever else is
uncertain.
"""

from __future__ import annotations

import hashlib

import numpy as np

from ruleengine.arrays.arrays import Floats

_WORDS = 4  # 64-bit numbers from one step of the counter


def stream_key(seed: int, name: str, row: int | str | None) -> int:
    """The 128-bit key of a stream; `row` is the key of the row where its table has keys, else its number from 0."""
    text = f"{seed}\n{name}\n{'' if row is None else row}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def shares(key: int, first: int, count: int) -> Floats:
    """Draws `first` to `first + count - 1` of a stream: numbers above 0 and below 1, 53 bits each."""
    step, skipped = divmod(first, _WORDS)
    raw = np.random.Philox(key=key, counter=step).random_raw(count + skipped)[skipped:]
    return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
