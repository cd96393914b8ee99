"""Coroutines, on asyncio.

Run it: cargo xtask run coroutines --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # The call returns a coroutine object. Nothing in `fetch` has run yet.
    fetching = fetch()
    say("called fetch")

    # The await runs `fetch` to its end and gives you the page.
    page = await fetching
    # `process` starts only now: two seconds and three seconds are five.
    await process(page)
    say("both are done")


async def fetch():
    """Pretends to request a page, which takes two seconds."""
    say("fetch: started")
    await asyncio.sleep(secs(2))
    say("fetch: done")
    return "the front page"


async def process(page):
    """Pretends to process a page, which takes three seconds."""
    say(f"process: started with {page}")
    await asyncio.sleep(secs(3))
    say("process: done")


with lesson():
    asyncio.run(main())
