"""Channels, on asyncio.

Run it: cargo xtask run channels --on python
"""

import asyncio

from lesson import lesson, say, secs

END = object()


async def main():
    await one_answer()
    await every_reading()
    await to_two_readers()
    await only_the_newest()
    say("main: all channels are closed")


async def one_answer():
    """A future: one value, for any number of readers."""
    answer = asyncio.get_running_loop().create_future()
    say("sensor: sends ready")
    answer.set_result("ready")

    await asyncio.sleep(secs(1))  # the reader is late
    say(f"main: got {await answer}")


async def every_reading():
    """A queue with two places. Each value is kept until a reader takes it."""
    queue = asyncio.Queue(maxsize=2)

    async def sensor():
        for reading in range(1, 6):
            await queue.put(reading)  # waits while both places are taken
            say(f"sensor: queued {reading}")
        await queue.put(END)

    async def logger():
        await asyncio.sleep(secs(1))  # the reader is late
        while (reading := await queue.get()) is not END:
            say(f"logger: got {reading}")

    await asyncio.gather(sensor(), logger())


class Subscription:
    """The newest values for one reader, and how many others it missed. asyncio has no such class."""

    def __init__(self, capacity):
        self.queue = asyncio.Queue(capacity)
        self.missed = 0

    def send(self, value):
        if self.queue.full():
            self.queue.get_nowait()
            self.missed += 1
        self.queue.put_nowait(value)


async def to_two_readers():
    """A subscription for each reader."""
    ann, bob = Subscription(2), Subscription(2)
    for reading in range(1, 6):
        for reader in (ann, bob):
            reader.send(reading)
        say(f"sensor: broadcast {reading}")
    await asyncio.gather(listen("ann", ann), listen("bob", bob))


async def listen(name, subscription):
    await asyncio.sleep(secs(1))  # the reader is late
    if subscription.missed:
        say(f"{name}: missed {subscription.missed}")
    while not subscription.queue.empty():
        say(f"{name}: got {subscription.queue.get_nowait()}")


async def only_the_newest():
    """A subscription with one place."""
    newest = Subscription(1)
    for reading in range(1, 6):
        newest.send(reading)
        say(f"sensor: set {reading}")

    await asyncio.sleep(secs(1))  # the reader is late
    say(f"display: shows {await newest.queue.get()}")


with lesson():
    asyncio.run(main())
