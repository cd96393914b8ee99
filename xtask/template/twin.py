"""The same lesson on asyncio.

Run it: cargo xtask run NAME --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    say("waiting")
    await asyncio.gather(wait("one"), wait("two"))
    say("both are done")


async def wait(name):
    await asyncio.sleep(secs(1))
    say(f"{name}: done")


with lesson():
    asyncio.run(main())
