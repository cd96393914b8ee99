"""Timeouts, on asyncio.

Run it: cargo xtask run timeouts --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    async with asyncio.timeout(secs(3)):
        name = await request("quick", 2)
        say(f"got {name}")

    # After three seconds, CancelledError is raised at the request's await. At the end of the block it
    # becomes a TimeoutError.
    try:
        async with asyncio.timeout(secs(3)):
            await request("slow", 5)
    except TimeoutError:
        say("gave up on slow")

    # Each runner of a race is a task. The losers keep running until you cancel them.
    racers = [asyncio.create_task(request("near", 1)), asyncio.create_task(request("far", 3))]
    done, pending = await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)
    for loser in pending:
        loser.cancel()
    # Unlike asyncio.wait, gather accepts an empty list: nothing is pending after a tie.
    await asyncio.gather(*pending, return_exceptions=True)
    say(f"{done.pop().result()} was first")


async def request(name, parts):
    """Pretends to send a request whose answer comes in the given number of parts, one per second."""
    try:
        say(f"{name}: sent")
        for _ in range(parts):
            await asyncio.sleep(secs(1))
        say(f"{name}: answered")
        return name
    finally:
        say(f"{name}: closed")


with lesson():
    asyncio.run(main())
