"""Product ids of a portfolio that occur more than once, with 8 bytes a product held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_HASH_FACTOR = 0x9E3779B97F4A7C15
#: Of a longer id as many characters are hashed; ids with the same hash are compared whole.
_HASHED = 600


def repeated(batches: Callable[[], Iterator[pa.Array]]) -> frozenset[str]:
    """The ids that occur more than once; `batches` reads all of them, twice where two have the same hash."""
    found = _all_hashes(batches())
    if found is None:
        return frozenset()
    found.sort()
    twice = np.unique(found[1:][found[1:] == found[:-1]])
    if not len(twice):
        return frozenset()
    seen: dict[str, int] = {}
    for ids in batches():
        own = hashes(ids)
        at = np.minimum(np.searchsorted(twice, own), len(twice) - 1)
        for i in np.flatnonzero(twice[at] == own):
            text = ids[int(i)].as_py()
            seen[text] = seen.get(text, 0) + 1
    return frozenset(k for k, n in seen.items() if n > 1)


def _all_hashes(batches: Iterator[pa.Array]) -> Any:
    """A hash of each id; None where the ids rise, so that none occurs twice."""
    found: list[Any] = []
    last: Any = None
    rising = True
    for ids in batches:
        if rising and len(ids):
            rising = bool(pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1)), min_count=0).as_py())
            rising = rising and (last is None or last < ids[0].as_py())
            last = ids[len(ids) - 1].as_py()
        found.append(hashes(ids))
    return None if rising else np.concatenate(found)


def hashes(ids: pa.Array) -> Any:
    """A 64-bit hash of each text: its bytes as the digits of a number to an odd base, modulo 2^64."""
    if not len(ids):
        return np.zeros(0, np.uint64)
    ids = pa.concat_arrays([pc.utf8_slice_codeunits(ids, 0, _HASHED)])
    offsets = np.frombuffer(ids.buffers()[1], np.int32)[ids.offset : ids.offset + len(ids) + 1].astype(
        np.int64
    )
    data = ids.buffers()[2]
    content = (
        np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data is not None else np.zeros(0, np.uint8)
    )
    starts = offsets[:-1] - offsets[0]
    lengths = np.diff(offsets)
    place = np.arange(len(content)) - np.repeat(starts, lengths)
    powers = np.ones(int(lengths.max(initial=0)) + 1, np.uint64)
    powers[1:] = _HASH_FACTOR
    weighted = (content.astype(np.uint64) + np.uint64(1)) * np.multiply.accumulate(powers)[place]
    sums = np.concatenate([np.zeros(1, np.uint64), np.add.accumulate(weighted)])
    return sums[offsets[1:] - offsets[0]] - sums[starts]
