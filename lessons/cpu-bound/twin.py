"""CPU bound, on asyncio.

Run it: cargo xtask run cpu-bound --on python
"""

import asyncio
import math
import threading

from lesson import lesson, say


async def main():
    # One cook: there are two tasks, and one thread to run them.
    a = asyncio.create_task(count_in_task("a"))
    b = asyncio.create_task(count_in_task("b"))
    say(f"tasks: {await a} and {await b} primes")

    # Two cooks and one knife: the threads meet, but the interpreter runs one of them at a time.
    middle = threading.Barrier(2, action=lambda: say("both are in the middle"))
    c, d = await asyncio.gather(
        asyncio.to_thread(count, "c", middle.wait),
        asyncio.to_thread(count, "d", middle.wait),
    )
    say(f"threads: {c} and {d} primes")


async def count_in_task(name):
    return count(name, lambda: None)


def count(name, in_the_middle):
    """Computes in two halves without an await, and calls a function in between."""
    first = primes(range(2, 5_000))
    say(f"{name}: first half, {first} primes")
    in_the_middle()
    second = primes(range(5_000, 10_000))
    say(f"{name}: second half, {second} primes")
    return first + second


def primes(numbers):
    return sum(all(n % divisor for divisor in range(2, math.isqrt(n) + 1)) for n in numbers)


with lesson():
    asyncio.run(main())
