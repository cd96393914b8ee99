"""Blocking and non-blocking, on asyncio.

Run it: cargo xtask run blocking-vs-non-blocking --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


async def main():
    block("block-1")
    block("block-2")

    await asyncio.gather(wait("wait-1"), wait("wait-2"))
    say("all four waits are over")


def block(name):
    """Waits by blocking: the thread sleeps, and can't run anything else in the meantime."""
    say(f"{name}: started")
    time.sleep(secs(2))
    say(f"{name}: done")


async def wait(name):
    """Waits without blocking: the thread is free until a timer wakes this task."""
    say(f"{name}: started")
    await asyncio.sleep(secs(2))
    say(f"{name}: done")


with lesson():
    asyncio.run(main())
