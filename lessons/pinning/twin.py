"""Waiting in rounds, handing over and wrapping, on asyncio, which has no pinning.

Run it: cargo xtask run pinning --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


async def main():
    # asyncio polls nothing through a reference: the task runs, and main waits for it in rounds.
    a = asyncio.create_task(download("a", 6))
    while True:
        done, _ = await asyncio.wait({a}, timeout=secs(4))
        if done:
            break
        say("main: still waiting for a")
    say(f"main: got {a.result()}")

    # Only a task can begin in main and continue elsewhere.
    b = asyncio.create_task(download("b", 4))
    await asyncio.wait({b}, timeout=secs(2))
    say("main: moves b into a task")
    page = await asyncio.create_task(wait_for(b))
    say(f"main: got {page}")

    page, seconds = await Timed(download("c", 2))
    say(f"main: got {page} in {seconds} s")


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    page = ["page"]
    # Both variables refer to one list, which has its own place in memory.
    end = page
    await asyncio.sleep(secs(seconds))
    end.append(name)
    return " ".join(page)


async def wait_for(task):
    return await task


class Timed:
    """Adds to the result of a coroutine how many lesson seconds it took."""

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        started = time.monotonic()
        # The loop resumes this generator, and `yield from` passes each step on to the coroutine.
        result = yield from self.coroutine.__await__()
        return result, round((time.monotonic() - started) / secs(1))


with lesson():
    asyncio.run(main())
