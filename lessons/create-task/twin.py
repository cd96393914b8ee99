"""Create task, on asyncio.

Run it: cargo xtask run create-task --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # create_task queues the task for the loop and returns at once: nothing has started yet.
    a = asyncio.create_task(download("a", 2))
    b = asyncio.create_task(download("b", 2))
    say("spawned a and b")

    # The first await gives the loop its turn, so both tasks start here.
    a, b = await a, await b
    say(f"got {a}, {b}")

    # Nobody keeps this task. It goes on because the timer that it waits for leads back to it.
    asyncio.create_task(download("c", 1))
    say("dropped the handle of c")

    # Keeps the loop alive for long enough to see what becomes of c.
    await asyncio.sleep(secs(4))
    say("main: done")


async def download(name, seconds):
    """Stands for a download that takes so many seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


with lesson():
    asyncio.run(main())
