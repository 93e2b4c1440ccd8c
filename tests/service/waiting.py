"""Waiting: for a condition instead of for a time, and for a coroutine."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Found = TypeVar("Found")


def until(found: Callable[[], Found | None], what: str, seconds: float = 20.0) -> Found:
    """What `found` gives once it is something; fails, naming `what`, where that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        result = found()
        if result:
            return result
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until {what}"
        time.sleep(0.01)


def awaited(work: Coroutine[Any, Any, Found]) -> Found:
    """What a coroutine returns. On a thread of its own: while a browser is open, this one has a running event loop."""
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(asyncio.run, work).result()
