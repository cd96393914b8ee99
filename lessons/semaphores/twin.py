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
    """Stands for a download that takes a second."""
    # Waits while the semaphore is at zero.
    async with semaphore:
        say(f"{name}: started")
        await asyncio.sleep(secs(1))
        say(f"{name}: done")
    # The end of the block raises it again, also when an exception leaves the block.


with lesson():
    asyncio.run(main())
