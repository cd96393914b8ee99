"""Cancellation, on asyncio.

Run it: cargo xtask run cancellation --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    music = asyncio.create_task(upload("music"))
    await asyncio.sleep(secs(1))
    await cancel("music", music)

    # A task that waits for another task, its child.
    task = asyncio.create_task(backup("photos"))
    await asyncio.sleep(secs(1))
    await cancel("the backup of photos", task)
    await asyncio.sleep(secs(5))

    # asyncio has nothing to add: the second backup is the same as the first.
    task = asyncio.create_task(backup("videos"))
    await asyncio.sleep(secs(1))
    await cancel("the backup of videos", task)

    stop = asyncio.Event()
    task = asyncio.create_task(journal(stop))
    await asyncio.sleep(secs(1))
    say("main: asks journal to stop")
    stop.set()
    await task
    say("main: journal has stopped")


async def cancel(name, task):
    say(f"main: aborts {name}")
    # cancel only asks the loop to raise CancelledError in the task. The await returns when it has ended.
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say(f"main: {name} was cancelled")


async def backup(name):
    # If the backup is cancelled here, the upload is cancelled first.
    await asyncio.create_task(upload(name))


async def upload(name):
    """Pretends to upload something for five seconds."""
    try:
        say(f"{name}: started")
        await asyncio.sleep(secs(5))
        say(f"{name}: uploaded")
    finally:
        say(f"{name}: part file removed")


async def journal(stop):
    """Writes an entry every hour, until it is asked to stop."""
    while True:
        try:
            await asyncio.wait_for(stop.wait(), secs(3600))
            break
        except TimeoutError:
            say("journal: wrote an entry")
    say("journal: stopping")
    await asyncio.sleep(secs(1))
    say("journal: saved")


with lesson():
    asyncio.run(main())
