"""Nested awaits, on asyncio.

Run it: cargo xtask run nested-awaits --on python
"""

import asyncio
import sys

from lesson import lesson, say, secs


async def main():
    # A coroutine may call itself: each call makes an object of its own.
    top, low = Counted(), Counted()
    depth = await top(level(100, low))
    say(f"chain: {depth} levels, resumed {top.resumed} times at the top and {low.resumed} at the bottom")

    one, two = level(100, low), level(99, low)
    say(f"level 1 is larger than level 2: {sys.getsizeof(one) > sys.getsizeof(two)}".lower())
    one.close(), two.close()

    # Each level counts against the recursion limit of the interpreter.
    try:
        await level(2000, low)
    except RecursionError:
        say("2000 levels: RecursionError")


async def level(levels, low):
    if levels == 1:
        return await bottom(low)
    return await level(levels - 1, low) + 1


async def bottom(low):
    """Is at the end of all levels, and is the only one that waits."""
    say("bottom: waits")
    await low(asyncio.sleep(secs(1)))
    say("bottom: woken")
    return 1


class Counted:
    """Counts how often what it wraps is resumed."""

    def __init__(self):
        self.resumed = 0

    def __call__(self, coroutine):
        self.inner = coroutine
        return self

    def __await__(self):
        try:
            while True:
                self.resumed += 1
                yield self.inner.send(None)
        except StopIteration as end:
            return end.value


with lesson():
    asyncio.run(main())
