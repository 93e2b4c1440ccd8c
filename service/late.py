"""Work to be finished although whoever asked for it has gone: a half answer is recorded after its reader left."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class LateWork:
    """Runs work behind the caller's back, and waits for it when the service closes."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def run(self, call: Callable[..., Any], *arguments: Any) -> None:
        """Runs a call in a thread."""
        self.start(asyncio.to_thread(call, *arguments))

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, timeout_seconds: float) -> None:
        """Waits for what runs, and gives up what takes longer."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=timeout_seconds)
            for task in late:
                task.cancel()
