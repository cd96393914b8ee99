"""Panics, on asyncio: there are none, but exceptions that come from a bug.

Run it: cargo xtask run panics --on python
"""

import asyncio
import collections

from lesson import lesson, say, secs


async def main():
    backup_task = asyncio.create_task(backup())
    await supervise(collections.deque([3, 0, 4]), asyncio.Lock())
    await backup_task

    try:
        await work(collections.deque([0]), asyncio.Lock())
    except ZeroDivisionError:
        say("main: caught a ZeroDivisionError")


async def supervise(bills, lock):
    """Starts the worker, and starts it again after an exception: three runs at most."""
    for run in range(1, 4):
        # The worker could be a task, too: awaiting a task raises its exception.
        try:
            await work(bills, lock)
            say(f"supervisor: run {run} is done")
            return
        except ZeroDivisionError:
            say(f"supervisor: run {run} raised ZeroDivisionError")
        await asyncio.sleep(secs(1))


async def work(bills, lock):
    """Splits bills of 60 until none is left, one per second. Has a bug: it raises if nobody shares a bill."""
    while True:
        await asyncio.sleep(secs(1))
        # The exception releases the lock.
        async with lock:
            if not bills:
                return
            people = bills.popleft()
            say(f"worker: {people} people pay {60 // people} each")


async def backup():
    """Has nothing to do with the worker."""
    await asyncio.sleep(secs(3))
    say("backup: done")


with lesson():
    asyncio.run(main())
