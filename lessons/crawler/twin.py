"""Crawler, on asyncio with aiohttp.

Run it: cargo xtask run crawler --on python
"""

import asyncio
import collections
import contextlib
import re
import signal
import string
import urllib.parse

import aiohttp
import lesson_site
from lesson import lesson, say, secs

WORKERS, AT_A_HOST = 5, 2
GRAPH = "/graph/0?wait=1&links=3&pages=4,2,2,1&end=/missing,/busy,,/silent,"


async def main(hosts):
    interrupted = asyncio.Event()
    # Without this, asyncio.run cancels main at Ctrl-C, and with it whatever is under way.
    with contextlib.suppress(NotImplementedError):  # on Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    async with aiohttp.ClientSession() as client:
        with lesson():
            await crawl(client, Frontier(hosts, hosts[0] + GRAPH), interrupted)
            leave_if(interrupted)

            # Again, from host B, and stopped in its middle by an event such as Ctrl-C sets.
            frontier, stop = Frontier(hosts, hosts[1] + GRAPH), asyncio.Event()
            crawling = asyncio.create_task(crawl(client, frontier, stop))
            await frontier.wait_for(
                lambda: frontier.done_count == 1 and frontier.under_way.total() == 1
            )
            say("stop: 1 page done, 1 under way")
            stop.set()
            await crawling
            leave_if(interrupted)


def leave_if(interrupted):
    """A crawl that somebody cut short cannot keep the lesson's claims."""
    if interrupted.is_set():
        raise SystemExit(130)


async def crawl(client, frontier, stop):
    """Runs five workers until there are no more pages or they shall stop, and reports."""
    stopping = asyncio.create_task(frontier.close_at(stop))
    broken = await asyncio.gather(*(worker(client, frontier) for _ in range(WORKERS)))
    stopping.cancel()

    most, at_a_host = frontier.most, frontier.most_at_a_host
    say(f"pages done: {frontier.done_count}, most at once: {most}, most at one host: {at_a_host}")
    for page, error in sorted(sum(broken, []), key=lambda pair: pair[0].name):
        say(f"broken: {page.name}, {error}, linked from {page.found_on}")
    if frontier.queue:
        say(f"left: {names(frontier.queue)}")


async def worker(client, frontier):
    """Fetches one page after another, and returns those that are broken."""
    broken = []
    while page := await frontier.next():
        try:
            found = frontier.unseen(await fetch(client, page), page.name)
            say(f"{page.name}: found {names(found)}")
        # The error of a page, and not of the crawl: uncaught, it would end the worker.
        except (aiohttp.ClientError, TimeoutError) as error:
            found = []
            broken.append((page, error))
        done = await frontier.done(page, found)
        if done % 5 == 0:
            say(f"{done} pages so far")
    return broken


async def fetch(client, page):
    """The links of a page. It has four seconds for all attempts and pauses together."""
    try:
        async with asyncio.timeout(secs(4)):
            text = await attempts(client, page)
    except TimeoutError:
        raise TimeoutError("nothing within 4 s") from None
    return [urllib.parse.urljoin(page.url, link) for link in re.findall('href="([^"]*)"', text)]


async def attempts(client, page):
    """The text of a page. A server that is busy is asked three times, with pauses between."""
    for pause in 1, 2, None:
        async with client.get(page.url) as answer:
            # Busy may pass. All else is final.
            if answer.status != 503 or pause is None:
                if not answer.ok:
                    raise aiohttp.ClientError(f"{answer.status} {answer.reason}")
                return await answer.text()
        say(f"{page.name}: busy, again in {pause} s")
        await asyncio.sleep(secs(pause))


Page = collections.namedtuple("Page", "url name found_on")


def names(pages):
    return f"[{', '.join(page.name for page in pages)}]"


class Frontier:
    """A queue that is filled by those who take from it."""

    def __init__(self, hosts, start):
        self.letters = dict(zip(hosts, string.ascii_uppercase))
        self.seen = set()  # every address that was ever found
        self.under_way = collections.Counter()  # at each host
        self.done_count = self.most = self.most_at_a_host = 0
        self.closed = False
        self.changed = asyncio.Condition()
        self.queue = self.unseen([start], "nowhere")

    async def next(self):
        """The next page whose host has room for it, or None when there will be no more."""
        await self.wait_for(lambda: self.is_over() or self.first() is not None)
        if self.is_over():
            return None
        page = self.queue.pop(self.first())
        self.under_way[host(page.url)] += 1
        self.most_at_a_host = max(self.most_at_a_host, self.under_way[host(page.url)])
        self.most = max(self.most, self.under_way.total())
        await self.notify()
        return page

    def first(self):
        """Where in the queue the first page stands whose host has room."""
        pages = enumerate(self.queue)
        return next((i for i, page in pages if self.under_way[host(page.url)] < AT_A_HOST), None)

    def is_over(self):
        """Nothing is queued, and nothing under way on which more could be found."""
        return self.closed or not self.queue and self.under_way.total() == 0

    def unseen(self, links, found_on):
        """Those of the links that nobody has found before, marked at once."""
        new = [link for link in dict.fromkeys(links) if link not in self.seen]
        self.seen.update(new)
        return [Page(link, self.name(link), found_on) for link in new]

    async def done(self, page, found):
        """Ends a page and queues what was found on it, in one step."""
        self.under_way[host(page.url)] -= 1
        self.queue += found
        self.done_count += 1
        count = self.done_count
        await self.notify()
        return count

    async def close_at(self, stop):
        """Hands nothing out any more from the moment of the stop."""
        await stop.wait()
        self.closed = True
        await self.notify()

    async def wait_for(self, predicate):
        async with self.changed:
            await self.changed.wait_for(predicate)

    async def notify(self):
        async with self.changed:
            self.changed.notify_all()

    def name(self, url):
        """A/3 for http://127.0.0.1:40001/graph/3?wait=1: the port is another in each run."""
        return f"{self.letters[host(url)]}/{urllib.parse.urlsplit(url).path.split('/')[-1]}"


def host(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


with lesson_site.start(hosts=5) as hosts:
    asyncio.run(main(hosts))
