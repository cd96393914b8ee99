"""Background tasks, on asyncio.

Run it: cargo xtask run background-tasks --on python
"""

import asyncio
import itertools

from lesson import lesson, say, secs


async def main():
    stop = asyncio.Event()
    task = asyncio.create_task(heartbeat(stop))

    # Pretends to do the main work.
    await asyncio.sleep(secs(14))
    say("main: work is done")

    # set only asks. The await waits until the heartbeat has ended.
    stop.set()
    await task
    say("main: heartbeat has ended")


async def heartbeat(stop):
    """Sends a beat every three seconds until it is asked to stop."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    for beat in itertools.count(1):
        # Waits for the stop, but only until the beat is due.
        try:
            async with asyncio.timeout_at(due):
                await stop.wait()
            return
        except TimeoutError:
            pass
        # Skips the ticks that were missed.
        while due <= loop.time():
            due += secs(3)
        await send(beat)


async def send(beat):
    """Pretends to send a beat. The network is slow for beat 2 and beat 4."""
    say(f"heartbeat: beat {beat}")
    await asyncio.sleep(secs({2: 7, 4: 4}.get(beat, 1)))
    say(f"heartbeat: sent {beat}")


with lesson():
    asyncio.run(main())
