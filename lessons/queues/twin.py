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
    """Makes items in no time."""
    for item in range(1, 5):
        say(f"made {item}")
        # Waits while the queue is full, also when there is no consumer any more.
        await queue.put(item)
        say(f"queued {item}")
    say("no more to make")
    # A queue cannot be closed: the end is one more item, and it waits for a place like the others.
    await queue.put(END)


async def consumer(queue):
    """Works a second on each item."""
    while (item := await queue.get()) is not END:
        say(f"took {item}")
        await asyncio.sleep(secs(1))
        say(f"finished {item}")
    say("no more to take")


with lesson():
    asyncio.run(main())
