"""Events, on asyncio.

Run it: cargo xtask run events --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # An event: once set, it stays set.
    loaded = asyncio.Event()
    await asyncio.gather(load(loaded), serve("early", 0, loaded), serve("late", 2, loaded))

    # A wake-up: an event that the task that waits clears.
    wake_up = asyncio.Event()
    wake_up.set()
    wake_up.set()
    say("main: notified twice")
    await wake_up.wait()
    wake_up.clear()
    say("main: woken once")
    try:
        await asyncio.wait_for(wake_up.wait(), secs(1))
    except TimeoutError:
        say("main: not woken twice")

    # A condition: a lock for the stock, and the wake-ups that go with it.
    shop = Shop()
    await asyncio.gather(deliver(shop), buy("a", shop), buy("b", shop))

    # A barrier: each one waits for all three.
    barrier = asyncio.Barrier(3)
    await asyncio.gather(meet("x", 0, barrier), meet("y", 1, barrier), meet("z", 2, barrier))


async def load(loaded):
    """Pretends to load the configuration for one second."""
    global config
    await asyncio.sleep(secs(1))
    say("config: loaded")
    config = "v1"  # an event has no value
    loaded.set()


async def serve(name, starts, loaded):
    await asyncio.sleep(secs(starts))
    say(f"{name}: needs the config")
    await loaded.wait()
    say(f"{name}: has config {config}")


class Shop:
    def __init__(self):
        self.stock = 0
        self.changed = asyncio.Condition()


async def deliver(shop):
    """Delivers three items, and three more two seconds later."""
    for pause in (1, 2):
        await asyncio.sleep(secs(pause))
        async with shop.changed:
            say("shop: three delivered")
            shop.stock += 3
            shop.changed.notify_all()


async def buy(name, shop):
    async with shop.changed:
        while shop.stock < 3:
            say(f"{name}: not enough")
            await shop.changed.wait()  # unlocks, waits, and locks again
        shop.stock -= 3
        say(f"{name}: has three")


async def meet(name, walk, barrier):
    await asyncio.sleep(secs(walk))
    say(f"{name}: at the barrier")
    await barrier.wait()
    say(f"{name}: passes")


with lesson():
    asyncio.run(main())
