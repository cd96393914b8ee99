"""A live dashboard, on asyncio and the package websockets.

Run it: cargo xtask run websockets --on python
"""

import asyncio

from lesson import lesson, say, secs
from websockets.asyncio.client import connect
from websockets.asyncio.server import broadcast, serve

viewers = set()


async def main():
    async with serve(serve_viewer, "127.0.0.1", 0) as server:  # port 0: a free one
        host, port = server.sockets[0].getsockname()
        url = f"ws://{host}:{port}"
        await asyncio.gather(measure(), view("ann", url, 2), view("bob", url, 9))
    say("nobody is left")


async def measure():
    """Has a new figure each second, three times, and pushes it to all who are connected."""
    for visitors in [10, 12, 15]:
        await asyncio.sleep(secs(1))
        say(f"source: {visitors} visitors")
        # Waits for nobody: what a slow viewer does not take is stored.
        broadcast(viewers, f"{visitors} visitors")
    await asyncio.sleep(secs(1))
    say("source: no more")
    # Each close waits for the answer.
    await asyncio.gather(*(socket.close(1001, "no more figures") for socket in viewers))


async def serve_viewer(socket):
    """Called for each connection, in a task of its own, when the handshake is done."""
    viewers.add(socket)
    # The library reads on its own, whatever we do, and answers pings and closes.
    await socket.wait_closed()
    viewers.remove(socket)


async def view(name, url, enough):
    """Shows the figures, until it has seen enough of them or the server closes."""
    # Without `proxy`, connect asks the environment for one.
    async with connect(url, proxy=None) as socket:
        say(f"{name}: connected")
        seen = 0
        async for text in socket:
            say(f"{name}: {text}")
            seen += 1
            if seen == enough:
                say(f"{name}: says close")
                # Waits for the other's close as well.
                await socket.close(1000, "seen enough")
    say(f"{name}: hears close, {socket.close_reason} ({socket.close_code})")


with lesson():
    asyncio.run(main())
