"""Locks, on asyncio.

Run it: cargo xtask run locks --on python
"""

import asyncio

from lesson import lesson, say, secs

count = 0


async def main():
    global count
    await asyncio.gather(add_unlocked("a"), add_unlocked("b"))
    say(f"without a lock: {count}")

    # The lock and the number belong together only by convention.
    count = 0
    lock = asyncio.Lock()
    await asyncio.gather(add("c", lock), add("d", lock))
    say(f"with a lock: {count}")

    # Both take the left lock before the right one.
    left, right = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(swap("e", left, right), swap("f", left, right))
    say("both swaps are done")


async def add_unlocked(name):
    global count
    old = count
    say(f"{name}: read {old}")
    # The other task runs now, and reads the same number.
    await asyncio.sleep(secs(1))
    count = old + 1
    say(f"{name}: wrote {count}")


async def add(name, lock):
    global count
    # Nobody else holds the lock inside this block. Its end releases the lock.
    async with lock:
        old = count
        say(f"{name}: locked at {old}")
        await asyncio.sleep(secs(1))
        count = old + 1
        say(f"{name}: unlocks at {count}")


async def swap(name, one, other):
    async with one:
        say(f"{name}: has one lock")
        await asyncio.sleep(secs(1))
        async with other:
            say(f"{name}: has both locks")


with lesson():
    asyncio.run(main())
