"""Takes up the service's own replays that were broken off, by a crash or a restart."""

import asyncio
import logging
from contextlib import aclosing

from memory.errors import MemoryFault
from service.bad_cases.replay import Replay
from service.bad_cases.replayer import Replayer
from service.errors import ServiceError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0


async def keep_replaying(replayer: Replayer) -> None:
    """Runs until it is cancelled; one replay after the other, so that a start is not a storm of requests."""
    while True:
        try:
            for replay in await asyncio.to_thread(replayer.log.left):
                await _finish(replayer, replay)
        except MemoryFault as fault:  # the database cannot be used now; the next look may find it well
            log.warning("replays cannot be looked for: %s", fault)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _finish(replayer: Replayer, replay: Replay) -> None:
    try:
        async with aclosing(replayer.run(replay.id)) as runs:
            async for _ in runs:
                pass
    except ServiceError as fault:  # another process was quicker
        log.info("replay %s is left alone: %s", replay.id, fault)
