"""An async generator that keeps a lock while main works with its line.

Run it: python3 lessons/who-polls-it/generator.py
"""

import asyncio


async def lines(log):
    async with log:
        for line in ["one", "two"]:
            yield line


async def main():
    log = asyncio.Lock()
    async for line in lines(log):
        print(f"main: wants the log for line {line}")
        async with log:
            print("main: has the log")


async def impatient():
    try:
        await asyncio.wait_for(main(), timeout=1)
    except TimeoutError:
        print("main: still waiting after a second")


asyncio.run(impatient())
