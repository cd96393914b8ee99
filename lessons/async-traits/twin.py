"""Async methods in a list, in a task and in a helper, on asyncio.

Run it: cargo xtask run async-traits --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # A list may hold any object, and `fetch` is looked up when it is called.
    sources = [Disk(), Server()]
    fetches = [source.fetch("a") for source in sources]
    say(f"main: {len(fetches)} futures in a list")
    say(f"main: got {' and '.join(await asyncio.gather(*fetches))}")

    page = await asyncio.create_task(Server().fetch("b"))
    say(f"main: got {page}")

    attempts = 0

    async def work():
        nonlocal attempts
        attempts += 1
        say(f"closure: attempt {attempts}")
        page = await Server().fetch("c")
        # The first page arrives damaged.
        if attempts == 1:
            raise Damaged
        return page

    page = await retry(3, work)
    say(f"main: got {page} after {attempts} attempts")


class Disk:
    async def fetch(self, name):
        say("disk: started")
        await asyncio.sleep(secs(1))
        return f"{name} from disk"


class Server:
    async def fetch(self, name):
        say("server: started")
        await asyncio.sleep(secs(2))
        return f"{name} from server"


class Damaged(Exception):
    pass


async def retry(limit, work):
    """Calls `work` until it succeeds, with a pause of one second after each failure."""
    failures = 0
    while True:
        try:
            return await work()
        except Damaged:
            failures += 1
            if failures == limit:
                raise
        await asyncio.sleep(secs(1))


with lesson():
    asyncio.run(main())
