"""Web server, on asyncio with aiohttp.

Run it: cargo xtask run web-server --on python
"""

import asyncio

from aiohttp import web
from lesson import lesson, say, secs

CLIENTS = 250  # aiohttp computes several times longer than hyper for each
SILENT = 100


async def main():
    runner = web.AppRunner(application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    # Before the clock starts: how long connecting takes depends on the machine.
    clients = [await asyncio.open_connection(host, port) for _ in range(CLIENTS + SILENT)]
    clients, silent = clients[:CLIENTS], clients[CLIENTS:]
    with lesson():
        say(f"{CLIENTS} clients ask, {SILENT} say nothing")
        answers = await asyncio.gather(*(ask(*client) for client in clients))
        good = sum(answer.startswith(b"HTTP/1.1 200 OK") for answer in answers)
        say(f"{good} clients have their answer")

        say("the server stops")
        await runner.cleanup()  # closes the listener and the idle connections
        await asyncio.gather(*(reader.read() for reader, _ in silent))
        say("the silent ones see the end")


def application():
    requests = 0

    async def answer(request):
        nonlocal requests
        requests += 1
        if requests == CLIENTS:
            say(f"request {CLIENTS} is there")
        await asyncio.sleep(secs(1))  # in place of a slow database
        return web.Response(text="hello\n")

    app = web.Application()
    app.router.add_get("/", answer)
    return app


async def ask(reader, writer):
    """Sends a request and reads the answer."""
    writer.write(b"GET / HTTP/1.1\r\nhost: lesson\r\n\r\n")
    return await reader.readuntil(b"hello\n")


def raise_file_limit():
    """Each end of a connection is an open file, and both ends are in this process."""
    try:
        import resource
    except ImportError:
        return  # Windows, which has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < 4096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, hard))


raise_file_limit()
asyncio.run(main())
