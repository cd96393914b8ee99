"""Nested awaits, on asyncio.

Run it: cargo xtask run nested-awaits --on python
"""

import asyncio
import sys

from lesson import lesson, say, secs


async def main():
    # A function may call itself: each call makes another coroutine.
    depth = await Counted("top", level(100))
    say(f"chain: {depth} levels, resumed {resumed['top']} times at the top and {resumed['bottom']} at the bottom")

    one, two = level(100), level(99)
    say(f"level 1 is larger than level 2: {sys.getsizeof(one) > sys.getsizeof(two)}".lower())
    one.close(), two.close()

    # Each level counts against the recursion limit of the interpreter.
    try:
        await level(2000)
    except RecursionError:
        say("2000 levels: RecursionError")


async def level(levels):
    if levels == 1:
        return await bottom()
    return await level(levels - 1) + 1


async def bottom():
    """Is at the end of all levels, and is the only one that waits."""
    say("bottom: waits")
    await Counted("bottom", asyncio.sleep(secs(1)))
    say("bottom: woken")
    return 1


resumed = {"top": 0, "bottom": 0}


class Counted:
    """Counts how often its coroutine is resumed."""

    def __init__(self, end, coroutine):
        self.end, self.coroutine = end, coroutine

    def __await__(self):
        try:
            while True:
                resumed[self.end] += 1
                yield self.coroutine.send(None)
        except StopIteration as stop:
            return stop.value


with lesson():
    asyncio.run(main())
