"""Whether there is memory for what would end the process without it.

Arrow and the typesetter stop the whole process where the system gives them no memory; nothing can be told then.
"""

from __future__ import annotations

import os
from pathlib import Path

#: Megabytes that Arrow takes with its threads.
_ARROW = 700


def require_memory_for_arrow() -> None:
    """Raise `MemoryError` where Arrow would end the process; asked before it reads or writes anything."""
    require_memory(_ARROW)


def require_memory(megabytes: int) -> None:
    """Raise `MemoryError` where the limit of this process (`ulimit -v`) leaves less than so much address space."""
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit - _used() < megabytes << 20:
        raise MemoryError


def _used() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
