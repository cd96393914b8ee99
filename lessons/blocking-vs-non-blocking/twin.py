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
    """Waits the blocking way: the thread itself sleeps, and runs nothing else meanwhile."""
    say(f"{name}: started")
    time.sleep(secs(2))
    say(f"{name}: done")


async def wait(name):
    """Waits the non-blocking way: a timer wakes this task, and the thread is free until then."""
    say(f"{name}: started")
    await asyncio.sleep(secs(2))
    say(f"{name}: done")


with lesson():
    asyncio.run(main())
