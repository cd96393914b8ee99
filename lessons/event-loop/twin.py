"""The event loop, on asyncio.

Run it: cargo xtask run event-loop --on python
"""

import asyncio
import heapq
import itertools
import time
import types
from collections import deque

from lesson import lesson, say, secs


class Loop:
    """The lesson's own event loop: a queue of tasks that are ready, and timers."""

    def __init__(self):
        self.ready = deque()
        self.timers = []
        self.number = itertools.count()

    def spawn(self, coroutine):
        self.ready.append(coroutine)

    def run(self):
        while self.ready or self.timers:
            # Queues the tasks whose timers are due. If no task is ready, the thread sleeps until one is.
            while self.timers and (not self.ready or self.timers[0][0] <= time.monotonic()):
                until, _, task = heapq.heappop(self.timers)
                time.sleep(max(0, until - time.monotonic()))
                self.ready.append(task)
            task = self.ready.popleft()
            try:
                # Runs the task to its next yield. The task yields what it waits for.
                pause = task.send(None)
            except StopIteration:
                continue
            if pause is None:
                self.ready.append(task)
            else:
                heapq.heappush(self.timers, (time.monotonic() + pause, next(self.number), task))


@types.coroutine
def own_sleep(seconds):
    """A sleep, as `Loop` understands it."""
    yield seconds


async def work(name, pause):
    """Runs on any loop: it only awaits what it is given."""
    say(f"{name}1")
    await asyncio.sleep(0)  # a bare yield
    say(f"{name}2")
    await pause
    say(f"{name}3")


async def main():
    # asyncio.run has started a loop, so create_task finds it.
    a = asyncio.create_task(work("runtime: A", asyncio.sleep(secs(2))))
    b = asyncio.create_task(work("runtime: B", asyncio.sleep(secs(1))))
    await asyncio.gather(a, b)


with lesson():
    loop = Loop()
    loop.spawn(work("own: A", own_sleep(secs(2))))
    loop.spawn(work("own: B", own_sleep(secs(1))))
    loop.run()
    say("own: no task is left")

    early = asyncio.sleep(0)
    try:
        # At module level, as some articles do.
        asyncio.create_task(early)
    except RuntimeError as error:
        say(f"without a runtime: {error}")
    early.close()  # or Python warns that it was never awaited

    try:
        # As other articles do. gather returns a future, and run takes a coroutine. From Python 3.14 on,
        # gather itself needs a running loop.
        asyncio.run(asyncio.gather())
    except (ValueError, RuntimeError):
        say("gather given to run: refused")

    asyncio.run(main())
    say("runtime: both tasks are done")
