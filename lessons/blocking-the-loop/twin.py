"""Blocking the loop, on asyncio.

Run it: cargo xtask run blocking-the-loop --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


async def main():
    beats = asyncio.create_task(heart())
    await asyncio.sleep(secs(1))

    # On the loop: it is a plain call, so this task keeps the only thread until the call returns.
    read("here")
    # This await frees the thread, and the overdue beat comes right away.
    await asyncio.sleep(secs(1))

    # On a thread of the loop's default executor. This task only waits for the result.
    await asyncio.to_thread(read, "elsewhere")

    await beats
    say("main: all read, and three beats")


async def heart():
    """Beats three times, with three seconds between two beats."""
    for beat in range(1, 4):
        if beat > 1:
            await asyncio.sleep(secs(3))
        say(f"heart: beat {beat}")


def read(name):
    """Pretends to be a call that blocks for three seconds: a driver, a large file, a computation."""
    say(f"{name}: started")
    time.sleep(secs(3))
    say(f"{name}: done")


with lesson():
    asyncio.run(main())
