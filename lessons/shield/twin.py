"""Shield, on asyncio.

Run it: cargo xtask run shield --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    purchases = set()

    # Ann's request is her purchase.
    await visit("ann", 1, buy("ann"))
    await asyncio.sleep(secs(5))

    # These requests wait for their purchases, which are tasks.
    await visit("ben", 1, request(purchases, "ben"))
    await visit("cleo", 9, request(purchases, "cleo"))
    await visit("dora", 1, request(purchases, "dora"))

    say("main: no more customers")
    # When main returns, asyncio.run cancels the tasks that are left, shielded or not.
    await asyncio.gather(*purchases)
    say("main: all purchases have ended")


async def visit(name, patience, request):
    """Plays the server and a customer, who waits for the given number of seconds."""
    try:
        async with asyncio.timeout(secs(patience)):
            await request
            say(f"{name}: sees the order")
    except TimeoutError:
        say(f"{name}: has left")


async def request(purchases, name):
    """A request whose purchase continues when the request is cancelled."""
    purchase = asyncio.create_task(logged(name))
    # The loop has only a weak reference to the task.
    purchases.add(purchase)
    purchase.add_done_callback(purchases.discard)
    # Without shield, a cancelled request would cancel the task that it awaits.
    await asyncio.shield(purchase)


async def logged(name):
    # The task logs its error itself, because by then its request may have been cancelled.
    try:
        await buy(name)
    except OSError as error:
        say(f"log: {name}: {error}")


async def buy(name):
    """Charges the card, and needs three more seconds to save the order."""
    say(f"{name}: card charged")
    await asyncio.sleep(secs(3))
    if name == "dora":
        raise OSError("the disk is full")
    say(f"{name}: order saved")


with lesson():
    asyncio.run(main())
