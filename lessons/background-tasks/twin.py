"""Background tasks, on asyncio.

Run it: cargo xtask run background-tasks --on python
"""

import asyncio
import itertools

from lesson import lesson, say, secs


async def main():
    stop = asyncio.Event()
    # The loop itself holds tasks by weak references; this one is held here, for its end.
    task = asyncio.create_task(heartbeat(stop))

    await asyncio.gather(work("burst"), work("delay"), work("skip"))
    say("main: work is done")

    # Ask, and then wait.
    stop.set()
    await task
    say("main: heartbeat has ended")


async def heartbeat(stop):
    """Beats every four seconds until it is asked to stop."""
    due = asyncio.get_running_loop().time()
    for beat in itertools.count(1):
        try:
            # Waits for the stop, but no longer than until the beat is due.
            async with asyncio.timeout_at(due):
                await stop.wait()
            break
        except TimeoutError:
            say(f"heartbeat: beat {beat}")
        due += secs(4)
        # Stands for sending it. A stop that comes meanwhile is heard in the next round.
        await asyncio.sleep(secs(3))
        say(f"heartbeat: sent {beat}")


async def work(policy):
    """Has a tick every three seconds, and on the first so much to do that it misses the next two."""
    loop = asyncio.get_running_loop()
    # asyncio has no interval: it takes a deadline, and the sleep until then.
    due = loop.time() + secs(3)
    say(f"{policy}: tick 1")
    await asyncio.sleep(secs(7))

    for tick in range(2, 4):
        # No wait at all for a tick that is overdue.
        await asyncio.sleep(due - loop.time())
        say(f"{policy}: tick {tick}")
        match policy:
            case "burst":
                due += secs(3)
            case "delay":
                due = loop.time() + secs(3)
            case "skip":
                due += secs(3)
                while due <= loop.time():
                    due += secs(3)


with lesson():
    asyncio.run(main())
