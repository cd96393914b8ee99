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

    # `wait_for` would cancel a coroutine at the timeout, so b is a task from the start.
    b = asyncio.create_task(download("b", 4))
    done, _ = await asyncio.wait({b}, timeout=secs(2))
    if not done:
        say("main: b continues in a task")
    say(f"main: got {await b}")

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
