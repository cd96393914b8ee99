"""Streams, on asyncio.

Run it: cargo xtask run streams --on python
"""

import asyncio
from collections import deque

from lesson import lesson, say, secs


async def main():
    # Each round runs the generator up to its next yield, and then stops it.
    async for value in one_a_second():
        say(f"used {value}")
    say("no more values")

    downloads = [("a", 3), ("b", 1), ("c", 1)]
    async for page in buffered((download(name, seconds) for name, seconds in downloads), 2):
        say(f"got {page}")
    say("no more pages")


async def one_a_second():
    """An async generator: it waits a second for each of three values."""
    for value in 1, 2, 3:
        await asyncio.sleep(secs(1))
        say(f"made {value}")
        yield value


async def buffered(coroutines, limit):
    """Runs up to `limit` coroutines at a time, and yields their results in their order."""
    running = deque()
    for coroutine in coroutines:
        running.append(asyncio.create_task(coroutine))
        if len(running) == limit:
            yield await running.popleft()
    while running:
        yield await running.popleft()


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


with lesson():
    asyncio.run(main())
