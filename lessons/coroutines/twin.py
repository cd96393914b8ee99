"""Coroutines, on asyncio.

Run it: cargo xtask run coroutines --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # The call makes a coroutine object and runs nothing of it.
    fetching = fetch()
    say("called fetch")

    # The await runs it, and main goes on when the page is there.
    page = await fetching
    # The next await begins when the one above is over: two seconds and three are five.
    await process(page)
    say("both are done")


async def fetch():
    """Stands for a request that takes two seconds."""
    say("fetch: started")
    await asyncio.sleep(secs(2))
    say("fetch: done")
    return "the front page"


async def process(page):
    """Stands for a service that takes three seconds to look at a page."""
    say(f"process: started with {page}")
    await asyncio.sleep(secs(3))
    say("process: done")


with lesson():
    asyncio.run(main())
