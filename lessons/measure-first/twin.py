"""Measure first, on asyncio.

Run it: cargo xtask run measure-first --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


async def main():
    # Two requests, blocking: each holds the thread until its answer is there.
    time.sleep(secs(1))
    time.sleep(secs(1))
    say("waiting, blocking: two answers")

    # The same, async: at its await the first gives the thread to the second.
    waits = [GaveWay(asyncio.sleep(secs(1))) for _ in range(2)]
    await asyncio.gather(*waits)
    say(f"waiting, async: two answers; gave way: {waits[0]}, {waits[1]}")

    # Two computations, blocking.
    compute("blocking", "a", 500)
    compute("blocking", "b", 1000)
    say("computing, blocking: two results")

    # The same, async. Neither computation awaits anything, so neither yields before it is done.
    jobs = [GaveWay(compute_async("a", 500)), GaveWay(compute_async("b", 1000))]
    await asyncio.gather(*jobs)
    say(f"computing, async: two results; gave way: {jobs[0]}, {jobs[1]}")


def compute(how, name, last):
    """Stands for a long computation; it says when it is halfway."""
    half = sum(range(1, last // 2 + 1))
    say(f"computing, {how}: {name} is halfway")
    total = half + sum(range(last // 2 + 1, last + 1))
    say(f"computing, {how}: {name} is {total}")


async def compute_async(name, last):
    compute("async", name, last)


class GaveWay:
    """The measurement: whether the coroutine gave the thread back before it was done."""

    def __init__(self, coroutine):
        self.coroutine = coroutine
        self.gave_way = False

    def __await__(self):
        try:
            while True:
                waits_for = self.coroutine.send(None)
                self.gave_way = True
                yield waits_for
        except StopIteration as end:
            return end.value

    def __str__(self):
        return str(self.gave_way).lower()


with lesson():
    asyncio.run(main())
