"""As completed, on asyncio.

Run it: cargo xtask run as-completed --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # Makes a task of each download. The first awaitable returns the result that is there first.
    for first in asyncio.as_completed([download("a", 3), download("b", 2), download("c", 1)]):
        name, seconds = await first
        say(f"got {name}, which took {seconds} s")
    say("no future is left")

    # The group waits for its tasks, which keep running while main stores a result.
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(download("d", 2)), group.create_task(download("e", 1))]
        for first in asyncio.as_completed(tasks):
            name, _ = await first
            say(f"storing {name}")
            await asyncio.sleep(secs(2))
            say(f"stored {name}")
    say("no task is left")


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name, seconds


with lesson():
    asyncio.run(main())
