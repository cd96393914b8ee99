"""Measure first, on asyncio.

Run it: cargo xtask run measure-first --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


async def main():
    # Three requests, blocking: each holds the thread until its answer is there.
    for _ in range(3):
        time.sleep(secs(1))
    say("waiting, blocking: three answers")

    # The same, async: at its await each gives the thread to the next.
    await asyncio.gather(*(asyncio.sleep(secs(1)) for _ in range(3)))
    say("waiting, async: three answers")

    # Three computations, blocking.
    for number in (1, 2, 3):
        compute("blocking", number)

    # The same, async. There is nothing to wait for, so no coroutine lets go before it is done.
    await asyncio.gather(*(compute_async("async", number) for number in (1, 2, 3)))

    # The measurement that tells them apart without a clock: how often each has to be resumed.
    waiting = Counted(asyncio.sleep(secs(1)))
    await waiting
    say(f"waiting was resumed {waiting.resumed} times")
    computing = Counted(compute_async("measured", 1))
    await computing
    say(f"computing was resumed {computing.resumed} times")


def compute(how, number):
    """Stands for a long computation; it says when it is halfway."""
    halfway = sum(n * number for n in range(1, 500))
    say(f"computing, {how}: {number} is halfway")
    total = halfway + sum(n * number for n in range(500, 1001))
    say(f"computing, {how}: {number} is {total}")


async def compute_async(how, number):
    compute(how, number)


class Counted:
    """Counts how often its coroutine is resumed."""

    def __init__(self, coroutine):
        self.coroutine = coroutine
        self.resumed = 0

    def __await__(self):
        try:
            while True:
                self.resumed += 1
                yield self.coroutine.send(None)
        except StopIteration as end:
            return end.value


with lesson():
    asyncio.run(main())
