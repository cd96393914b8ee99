"""Many threads, on asyncio, which has one.

Run it: cargo xtask run many-threads --on python
"""

import asyncio
import time

from lesson import lesson, say, secs


class Shop:
    """What main and both buyers share. Without threads, it needs no lock."""

    def __init__(self):
        self.open = asyncio.Event()
        self.tickets = 1


async def main():
    shop = Shop()

    # create_task only queues the buyers. With one thread, neither can start before main awaits.
    ann = asyncio.create_task(buy("ann", shop))
    bob = asyncio.create_task(buy("bob", shop))
    say("main: spawned ann and bob")

    # Main keeps the only thread, so nobody gets in line meanwhile.
    prepare()
    say("main: the shop is open")
    shop.open.set()

    ann = await ann
    bob = await bob
    say(f"main: sold {ann + bob}, left {shop.tickets}")


def prepare():
    """Pretends to compute for two seconds."""
    time.sleep(secs(2))


async def buy(name, shop):
    """Buys the last ticket, if it is still there. Returns the number of tickets bought."""
    say(f"{name}: in line")
    await shop.open.wait()

    # There is no await between the look and the change, so no other task runs between them.
    if shop.tickets == 0:
        say(f"{name}: too late")
        return 0
    shop.tickets -= 1
    say("shop: sold the last ticket")

    await asyncio.sleep(secs(1))
    say(f"{name}: paid")
    return 1


with lesson():
    asyncio.run(main())
