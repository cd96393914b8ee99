"""Create task, on asyncio.

Run it: cargo xtask run create-task --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # create_task only queues a task and returns. Neither download has started yet.
    a = asyncio.create_task(download("a", 2))
    b = asyncio.create_task(download("b", 2))
    say("spawned a and b")

    # The result of a isn't there yet, so main yields to the loop here, and both tasks start.
    a = await a
    b = await b
    say(f"got {a}, {b}")

    # The loop has only a weak reference to c. It survives because its timer refers to it.
    asyncio.create_task(download("c", 1))
    say("dropped the handle of c")

    # Keeps the loop alive long enough to see what happens to c.
    await asyncio.sleep(secs(4))
    say("main: done")


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


with lesson():
    asyncio.run(main())
