"""As completed, on asyncio.

Run it: cargo xtask run as-completed --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # as_completed makes a task of each, and gives awaitables for the first that is done, the second, …
    for first in asyncio.as_completed([download("a", 3), download("b", 2), download("c", 1)]):
        name, seconds = await first
        say(f"got {name}, which took {seconds} s")
    say("no future is left")

    # A group waits for its tasks, and cancels the others if one fails. They run on while main is busy.
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(download("d", 2)), group.create_task(download("e", 1))]
        for first in asyncio.as_completed(tasks):
            name, _ = await first
            say(f"storing {name}")
            await asyncio.sleep(secs(2))
            say(f"stored {name}")
    say("no task is left")


async def download(name, seconds):
    """Stands for a download that takes so many seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name, seconds


with lesson():
    asyncio.run(main())
