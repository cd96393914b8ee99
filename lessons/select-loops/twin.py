"""Select loops, on asyncio.

Run it: cargo xtask run select-loops --on python
"""

import asyncio

from lesson import lesson, say, secs


async def main():
    # The server of a sends a whole message, and then None, which ends the messages.
    parts = asyncio.Queue(1)
    server = asyncio.create_task(serve(parts, (1, "hel"), (3, "lo"), (0, None)))
    await listen("a", parts)
    await server

    # The server of b sends half a message, and would send the other half in an hour.
    parts = asyncio.Queue(1)
    server = asyncio.create_task(serve(parts, (1, "wor"), (3600, "ld")))
    await listen("b", parts)


async def serve(queue, *parts):
    """Pretends to be a server: sends each part after a pause."""
    for pause, part in parts:
        await asyncio.sleep(secs(pause))
        if part is not None:
            say(f"server: sends {part}")
        await queue.put(part)


async def listen(name, parts):
    """Reads messages for up to eight seconds. Meanwhile it ticks after two seconds, and then every four."""
    messages = Messages(parts)
    message = asyncio.create_task(messages.next())
    tick = asyncio.create_task(asyncio.sleep(secs(2)))
    deadline = asyncio.create_task(asyncio.sleep(secs(8)))
    while True:
        # wait cancels nothing. A task that loses this round takes part in the next one.
        branches = [message, tick, deadline]
        done, _ = await asyncio.wait(branches, return_when=asyncio.FIRST_COMPLETED)
        if message in done:
            if message.result() is None:
                say(f"{name}: closed")
                break
            say(f"{name}: got {message.result()}")
            message = asyncio.create_task(messages.next())
        if tick in done:
            say(f"{name}: tick")
            tick = asyncio.create_task(asyncio.sleep(secs(4)))
        if deadline in done:
            say(f"{name}: gave up")
            break
    for branch in branches:
        branch.cancel()


class Messages:
    """Messages that arrive in two parts."""

    def __init__(self, parts):
        self.parts = parts

    async def next(self):
        # Nobody cancels this between its two awaits, so a local variable is enough.
        head = await self.parts.get()
        if head is None:
            return None
        return head + await self.parts.get()


with lesson():
    asyncio.run(main())
