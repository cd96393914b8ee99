"""Gather, on asyncio.

Run it: cargo xtask run gather --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    a, b, c = await asyncio.gather(download("a", 3), download("b", 2), download("c", 1))
    say(f"got {a}, {b}, {c}")


async def download(name, seconds):
    """Pretends to download something for the given number of seconds."""
    say(f"{name}: started")
    await asyncio.sleep(secs(seconds))
    say(f"{name}: done")
    return name


with lesson():
    asyncio.run(main())
