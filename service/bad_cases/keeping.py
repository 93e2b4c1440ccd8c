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
    given_up: set[str] = set()
    while True:
        try:
            for replay in await asyncio.to_thread(replayer.log.left):
                if replay.id not in given_up and not await _finish(replayer, replay):
                    given_up.add(replay.id)
        except MemoryFault as fault:  # the database cannot be used now; the next look may find it well
            log.warning("replays cannot be looked for: %s", fault)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _finish(replayer: Replayer, replay: Replay) -> bool:
    """False where it cannot be run at all, so that it is not tried for ever."""
    try:
        async with aclosing(replayer.run(replay.id)) as runs:
            async for _ in runs:
                pass
    except ServiceError as fault:  # another process was quicker
        log.info("replay %s is left alone: %s", replay.id, fault)
    except MemoryFault:
        raise
    except Exception:  # the outermost edge of this work: one replay's fault must not end that of all others
        log.exception("replay %s cannot be run", replay.id)
        return False
    return True
