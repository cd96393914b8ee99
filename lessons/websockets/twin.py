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
    """Publishes a new figure each second, three times, to all viewers."""
    for orders in [10, 12, 15]:
        await asyncio.sleep(secs(1))
        say(f"source: {orders} orders")
        # Waits for nobody: what a slow viewer doesn't take is stored in memory.
        broadcast(viewers, f"{orders} orders")
    await asyncio.sleep(secs(1))
    say("source: no more")
    # Each close waits for the viewer's close.
    await asyncio.gather(*(socket.close(1001, "no more figures") for socket in viewers))


async def serve_viewer(socket):
    """Called for each connection, in its own task, after the handshake."""
    viewers.add(socket)
    # The library reads in the background, and answers pings and closes.
    await socket.wait_closed()
    viewers.remove(socket)


async def view(name, url, enough):
    """Prints the figures until it has seen enough of them, or until the server closes."""
    # Without `proxy=None`, connect uses a proxy that the environment names.
    async with connect(url, proxy=None) as socket:
        say(f"{name}: connected")
        seen = 0
        async for text in socket:
            say(f"{name}: {text}")
            seen += 1
            if seen == enough:
                say(f"{name}: sends close")
                # Waits for the server's close, too.
                await socket.close(1000, "seen enough")
    say(f"{name}: receives close, {socket.close_reason} ({socket.close_code})")


with lesson():
    asyncio.run(main())
