"""Database, on asyncio with aiosqlite, or with asyncpg where DATABASE_URL names a server.

Run it: cargo xtask run database --on python
"""

import asyncio
import os
import time

import aiosqlite
import asyncpg
from lesson import lesson, say, secs

FRUIT = ["apple", "banana", "cherry", "lemon", "orange"]
TABLE = """
    CREATE TEMPORARY TABLE fruit (name TEXT, cents INTEGER);
    INSERT INTO fruit VALUES
        ('apple', 30), ('banana', 25), ('cherry', 5), ('lemon', 40), ('orange', 35);
"""
CENTS = "SELECT cents, pg_sleep($1) FROM fruit WHERE name = $2"


async def main():
    # aiosqlite has no pool, but a queue of connections works as one. asyncpg has create_pool.
    connections, pool = [], asyncio.Queue()
    try:
        # Before the lesson's clock starts: how long connecting takes depends on the server.
        for _ in range(2):
            connections.append(await connect())
            pool.put_nowait(connections[-1])
        with lesson():
            cents = await asyncio.gather(*(answer(name, pool) for name in FRUIT))
            say(f"all five: {cents} cents")
    finally:
        for connection in connections:
            await connection.close()  # ends its thread, or its session on the server


async def answer(name, pool):
    """Looks up what a fruit costs, and mails the answer."""
    # Waits while both connections are in use.
    connection = await pool.get()
    try:
        say(f"{name}: has a connection")
        cents = await connection.cents(name)
        say(f"{name}: {cents} cents")
    finally:
        pool.put_nowait(connection)
    await asyncio.sleep(secs(1))  # pretends to send the mail
    say(f"{name}: mailed")
    return cents


async def connect():
    url = os.environ.get("DATABASE_URL")
    if url is None:
        return await Sqlite.open()
    try:
        if not url:
            raise ValueError("it is empty")  # asyncpg would take that for a server on this machine
        return await Postgres.open(url)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise SystemExit(
            "error: no connection to the PostgreSQL server of DATABASE_URL: "
            f"{type(error).__name__}: {error}\n"
            "start it, correct DATABASE_URL, or unset it to use SQLite"
        ) from None


class Sqlite:
    """SQLite works in a thread, and each connection has its own."""

    @classmethod
    async def open(cls):
        self = cls()
        self.connection = await aiosqlite.connect(":memory:")
        await self.connection.create_function("pg_sleep", 1, time.sleep)
        await self.connection.executescript(TABLE)
        return self

    async def cents(self, name):
        async with self.connection.execute(CENTS, {"1": secs(1), "2": name}) as rows:
            return (await rows.fetchone())[0]

    async def close(self):
        await self.connection.close()


class Postgres:
    """Waits for a socket."""

    @classmethod
    async def open(cls, url):
        self = cls()
        self.connection = await asyncpg.connect(url, timeout=10)
        await self.connection.execute(TABLE)
        return self

    async def cents(self, name):
        return await self.connection.fetchval(CENTS, secs(1), name)

    async def close(self):
        await self.connection.close()


asyncio.run(main())
