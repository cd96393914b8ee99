"""Queues, on asyncio.

Run it: cargo xtask run queues --on python
"""

import asyncio

from lesson import lesson, say, secs

END = object()


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(queue), consumer(queue))
    say("queue is empty")


async def producer(queue):
    """Makes four items, and needs no time for any of them."""
    for item in range(1, 5):
        say(f"made {item}")
        # Waits while the queue is full, even if the consumer has ended.
        await queue.put(item)
        say(f"queued {item}")
    say("no more to make")
    # CPython 3.11 cannot close a queue. The end is a marker, which waits for a free place, too.
    await queue.put(END)


async def consumer(queue):
    """Works on each item for one second."""
    while (item := await queue.get()) is not END:
        say(f"took {item}")
        await asyncio.sleep(secs(1))
        say(f"finished {item}")
    say("no more to take")


with lesson():
    asyncio.run(main())
