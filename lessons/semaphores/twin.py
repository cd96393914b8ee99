"""Semaphores, on asyncio.

Run it: cargo xtask run semaphores --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    semaphore = asyncio.Semaphore(3)
    await asyncio.gather(*(download(name, semaphore) for name in "abcdefghij"))
    say("all ten are done")


async def download(name, semaphore):
    """Pretends to download something for one second."""
    # Waits while the semaphore is at 0.
    async with semaphore:
        say(f"{name}: started")
        await asyncio.sleep(secs(1))
        say(f"{name}: done")
    # Leaving the block releases the semaphore, also when an exception leaves it.


with lesson():
    asyncio.run(main())
