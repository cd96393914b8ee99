"""Cancellation, on asyncio.

Run it: cargo xtask run cancellation --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    task = asyncio.create_task(upload())
    await asyncio.sleep(secs(1))
    say("main: cancels upload")
    # cancel only marks the task: CancelledError is raised in it when the loop next has its turn.
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        say("main: upload was cancelled")

    halves, pings, stop = asyncio.Queue(1), asyncio.Queue(1), asyncio.Event()
    task = asyncio.create_task(journal(Messages(halves), pings, stop))
    say("main: sends half a message")
    await halves.put("hello, ")
    await asyncio.sleep(secs(1))
    say("main: pings")
    await pings.put(None)
    await asyncio.sleep(secs(1))
    say("main: sends the other half")
    await halves.put("world")
    await asyncio.sleep(secs(1))

    say("main: asks journal to stop")
    stop.set()
    await task
    say("main: journal is closed")


async def upload():
    """Would take ten seconds."""
    try:
        say("upload: started")
        await asyncio.sleep(secs(10))
        say("upload: done")
    finally:
        say("upload: part file removed")


async def journal(messages, pings, stop):
    """Writes messages down, and answers pings in between, until it is asked to stop."""
    while True:
        message, ping, stopped = branches = [
            asyncio.create_task(messages.next()),
            asyncio.create_task(pings.get()),
            asyncio.create_task(stop.wait()),
        ]
        done, pending = await asyncio.wait(branches, return_when=asyncio.FIRST_COMPLETED)
        # The others are cancelled, wherever they stand, and are over before the next round.
        for branch in pending:
            branch.cancel()
        await asyncio.wait(pending)
        if message in done:
            say(f"journal: got {message.result()}")
        if ping in done:
            say("journal: pong")
        if stopped in done:
            break
    say("journal: stopping")
    await asyncio.sleep(secs(1))
    say("journal: saved")


class Messages:
    """Messages that come in two halves."""

    def __init__(self, halves):
        self.halves = halves
        self.head = None

    async def next(self):
        """Safe to cancel: what has been received lies in the object at each await."""
        if self.head is None:
            self.head = await self.halves.get()
        tail = await self.halves.get()
        head, self.head = self.head, None
        return head + tail


with lesson():
    asyncio.run(main())
