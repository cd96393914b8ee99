"""Retries, on asyncio.

Run it: cargo xtask run retries --on python
"""

import asyncio

from lesson import lesson, say, secs


ATTEMPTS = 4


class Busy(Exception):
    pass


class NotFound(Exception):
    pass


async def main():
    names = ["flaky", "down", "slow", "missing"]
    answered = await asyncio.gather(*(request(name) for name in names))
    say(f"main: {sum(answered)} of {len(names)} answered")


async def request(name):
    """Whether there was an answer. The deadline covers all attempts and pauses together."""
    try:
        async with asyncio.timeout(secs(10)):
            await retry(name)
    except TimeoutError:
        say(f"{name}: given up, no time left")
        return False
    except (Busy, NotFound) as failure:
        say(f"{name}: given up, {type(failure).__name__}")
        return False
    say(f"{name}: answered")
    return True


async def retry(name):
    """At most four attempts, with pauses of 1, 2 and 4 seconds between them."""
    attempt, pause = 1, 1
    while True:
        say(f"{name}: attempt {attempt}")
        try:
            return await fetch(name, attempt)
        except Busy:
            # Busy may pass. Anything else isn't caught here, and neither is the deadline's CancelledError.
            if attempt == ATTEMPTS:
                raise
        await asyncio.sleep(secs(pause))
        attempt += 1
        pause *= 2


async def fetch(name, attempt):
    """Pretends to be four servers."""
    if name == "missing":
        raise NotFound
    if name == "slow":
        await asyncio.sleep(secs(5))
    if not (name == "flaky" and attempt == 3):
        raise Busy


with lesson():
    asyncio.run(main())
