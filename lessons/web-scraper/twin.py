"""Web scraper, on asyncio with aiohttp.

Run it: cargo xtask run web-scraper --on python
"""

import asyncio

import aiohttp
import lesson_site
from lesson import lesson, say, secs


async def main(host):
    # The head and half of each page come immediately, and the rest a second later.
    pages = [
        (name, f"{host}/slow?wait=1&size={size}")
        for name, size in [("a", 3000), ("b", 2_000_000), ("c", 1_000_000)]
    ]
    # One session for all requests, because it keeps connections open and reuses them.
    async with aiohttp.ClientSession() as client:
        with lesson():
            sizes = [await fetch(client, name, url, 60) for name, url in pages]
            count = await connections(client, host)
            say(f"one by one: {sizes} bytes, connections: {count}")

            sizes = await asyncio.gather(*(fetch(client, name, url, 60) for name, url in pages))
            count = await connections(client, host)
            say(f"together: {sizes} bytes, connections: {count}")

            for name, limit in [("missing", 60), ("silent", 2)]:
                try:
                    await fetch(client, name, f"{host}/{name}", limit)
                except TimeoutError:
                    say(f"{name}: nothing within {limit} s")
                except aiohttp.ClientResponseError as error:
                    say(f"{name}: {error.status} {error.message}")


async def fetch(client, name, url, limit):
    """Fetches a page within the given number of seconds, and returns its size."""
    timeout = aiohttp.ClientTimeout(total=secs(limit))
    async with client.get(url, timeout=timeout) as answer:
        answer.raise_for_status()
        page = await answer.read()
    say(f"{name}: {len(page)} bytes")
    return len(page)


async def connections(client, host):
    """Asks the server how many connections it has seen, including the one that carries this request."""
    async with client.get(f"{host}/connections") as answer:
        return await answer.text()


with lesson_site.start() as (host,):
    asyncio.run(main(host))
