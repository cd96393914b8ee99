// The book in a real browser: every page, and everything on it that does something.
//
// BOOK is the folder of the book, CHROMIUM the browser.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const BOOK = process.env.BOOK;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

// What mdBook shows inside of its pages where there are no scripts; no page of its own.
const FRAME = 'toc.html';

const pages = readdirSync(BOOK, { recursive: true })
    .filter(file => file.endsWith('.html') && file !== FRAME)
    .sort();
const url = page => pathToFileURL(join(BOOK, page)).href;
const LESSON = 'lessons/gather/index.html';

let browser;
before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
});
after(() => browser.close());

/** Opens a page, and collects what should not happen. */
async function open(page, { theme = 'light', ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.addInitScript(theme => localStorage.setItem('mdbook-theme', theme), theme);
    // The page for printing opens the browser's dialogue.
    await context.addInitScript(() => { window.print = () => {}; });
    const tab = await context.newPage();
    const trouble = [];
    tab.on('console', message => message.type() === 'error' && trouble.push(message.text()));
    tab.on('pageerror', error => trouble.push(error.message));
    tab.on('request', request => {
        if (!/^(file|data|blob):/.test(request.url())) {
            trouble.push(`a request to ${request.url()}`);
        }
    });
    tab.on('requestfailed', request => trouble.push(`${request.url()} was not there`));
    await tab.goto(url(page));
    return { tab, trouble };
}

async function axe(tab) {
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate(() => window.axe.run({ preload: false, resultTypes: ['violations'] }));
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target} ${node.any[0]?.message ?? ''}`));
}

function openAll(tab) {
    return tab.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
}

/** What sticks out of the page. A program and a wide table scroll in a box of their own. */
function overflow(tab) {
    return tab.evaluate(() => {
        const main = document.querySelector('main');
        const scrolls = element => element !== main
            && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
        return [...main.querySelectorAll('*')]
            .filter(element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth
                && !scrolls(element.parentElement))
            .map(element => `${element.outerHTML.slice(0, 80)}: ${element.getBoundingClientRect().right} pixels`);
    });
}

test('there are pages', () => {
    assert.ok(pages.includes(LESSON), pages.join());
    assert.ok(pages.length > 35, `${pages.length} pages`);
});

describe('every page', () => {
    for (const page of pages) {
        test(page, async () => {
            const { tab, trouble } = await open(page);
            await openAll(tab);
            assert.deepEqual(await axe(tab), []);
            await tab.setViewportSize({ width: 360, height: 800 });
            // The contents, open on a wide screen, are closed on a narrow one when a page is loaded.
            await tab.reload();
            await openAll(tab);
            assert.deepEqual(await overflow(tab), [], 'at 360 pixels');
            assert.deepEqual(trouble, []);
            await tab.context().close();
        });
    }
});

describe('every theme', () => {
    for (const theme of THEMES) {
        test(theme, async () => {
            for (const page of [LESSON, 'lessons/event-loop/index.html', 'claims.html', 'index.html']) {
                const { tab, trouble } = await open(page, { theme, viewport: { width: 360, height: 800 } });
                assert.equal(await tab.evaluate(theme => document.documentElement.classList.contains(theme), theme), true);
                assert.deepEqual(await axe(tab), [], page);
                assert.deepEqual(trouble, []);
                await tab.context().close();
            }
        });
    }
});

test('every link inside the book leads somewhere', async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    const ids = new Map();
    const links = [];
    for (const page of pages) {
        await tab.goto(url(page), { waitUntil: 'domcontentloaded' });
        const found = await tab.evaluate(() => ({
            ids: [...document.querySelectorAll('[id]')].map(element => element.id),
            links: [...document.querySelectorAll('a[href]')].map(link => link.href),
        }));
        ids.set(fileURLToPath(url(page)), new Set(found.ids));
        links.push(...found.links.map(link => ({ page, link })));
    }
    await context.close();
    const broken = links.filter(({ link }) => {
        if (!link.startsWith('file:')) {
            return !link.startsWith('https://');
        }
        const target = new URL(link);
        const anchor = decodeURIComponent(target.hash.slice(1));
        target.hash = '';
        const file = fileURLToPath(target);
        return !existsSync(file) || (anchor !== '' && ids.has(file) && !ids.get(file).has(anchor));
    });
    assert.ok(links.length > 1000, `${links.length} links`);
    assert.deepEqual(broken.map(({ page, link }) => `${page}: ${link}`), []);
});

describe('predict', () => {
    const SECONDS = { 'a: started': 0, 'b: started': 0, 'c: started': 0, 'c: done': 1, 'b: done': 2, 'a: done': 3, 'got a, b, c': 3 };
    const RIGHT = Object.keys(SECONDS);
    const texts = tab => tab.locator('.predict .cards code').allTextContents();
    const grip = (tab, text) => tab.locator('.predict li', { has: tab.getByText(text, { exact: true }) }).locator('.grip');
    const verdict = async tab => {
        await tab.getByRole('button', { name: 'Check my prediction' }).click();
        return tab.locator('.predict .said').innerText();
    };

    /** Puts the lines in order, with the arrow keys alone. */
    async function order(tab, wanted) {
        for (const [to, text] of wanted.entries()) {
            let at = (await texts(tab)).indexOf(text, to);
            assert.ok(at >= to, `${text} stands among ${await texts(tab)}`);
            await tab.locator('.predict .grip').nth(at).focus();
            for (; at > to; at -= 1) {
                await tab.keyboard.press('ArrowUp');
            }
        }
        assert.deepEqual(await texts(tab), wanted);
    }

    /** Chooses the seconds, a list in the order of the cards. */
    async function choose(tab, seconds) {
        const selects = tab.locator('.predict select');
        for (let n = 0; n < await selects.count(); n += 1) {
            await selects.nth(n).selectOption(String(seconds[n]));
        }
    }

    test('starts in another order than the right one', async () => {
        const { tab } = await open(LESSON);
        assert.notDeepEqual(await texts(tab), RIGHT);
        assert.deepEqual((await texts(tab)).sort(), [...RIGHT].sort());
        await tab.context().close();
    });

    test('by keyboard: a right order is right once the seconds are', async () => {
        const { tab } = await open(LESSON);
        await order(tab, RIGHT);
        assert.match(await verdict(tab), /The order is right\. Choose a second/);
        await choose(tab, RIGHT.map(text => SECONDS[text]));
        assert.match(await verdict(tab), /^Right: 7 lines/);
        assert.equal(new URL(tab.url()).pathname.endsWith(LESSON), true, 'the arrow keys left the chapter');
        await tab.context().close();
    });

    test('by mouse: lines are dragged', async () => {
        const { tab } = await open(LESSON);
        for (const [to, text] of RIGHT.entries()) {
            const at = (await texts(tab)).indexOf(text);
            if (at === to) {
                continue;
            }
            await tab.locator('.predict .cards').scrollIntoViewIfNeeded();
            const from = await grip(tab, text).boundingBox();
            const target = await tab.locator('.predict li').nth(to).boundingBox();
            await tab.mouse.move(from.x + 5, from.y + from.height / 2);
            await tab.mouse.down();
            await tab.mouse.move(from.x + 5, from.y, { steps: 3 });
            await tab.mouse.move(from.x + 5, target.y + 2, { steps: 8 });
            await tab.mouse.up();
        }
        assert.deepEqual(await texts(tab), RIGHT);
        await choose(tab, RIGHT.map(text => SECONDS[text]));
        assert.match(await verdict(tab), /^Right/);
        await tab.context().close();
    });

    test('a wrong order is answered with the claim that it breaks, and why', async () => {
        const { tab } = await open(LESSON);
        await order(tab, ['a: started', 'c: started', 'b: started', ...RIGHT.slice(3)]);
        const said = await verdict(tab);
        assert.match(said, /“c: started” comes after “b: started”/);
        assert.match(said, /expected\.order:\d+: 0s c after b/);
        assert.match(said, /Why: and on to c while both wait/);
        assert.equal(await tab.locator('.predict .here code').innerText(), 'c: started');
        await tab.context().close();
    });

    test('an order against the clock is answered with the second', async () => {
        const { tab } = await open(LESSON);
        await order(tab, ['a: started', 'b: started', 'c: started', 'b: done', 'c: done', 'a: done', 'got a, b, c']);
        assert.match(await verdict(tab), /“c: done” comes before “b: done”, by the clock/);
        await tab.context().close();
    });

    test('a wrong second is answered with its claim', async () => {
        const { tab } = await open(LESSON);
        await order(tab, RIGHT);
        await choose(tab, [0, 0, 0, 1, 2, 3, 2]);
        const said = await verdict(tab);
        assert.match(said, /“got a, b, c” does not come at 2 s/);
        assert.match(said, /3s main after \*/);
        await tab.context().close();
    });

    // Every order that the claims allow is right: all of them where they are few, and for every lesson
    // one at random, made by taking again and again a line that nothing holds back.
    test('each right order of each lesson is accepted, and each wrong one refused', async () => {
        let random = 1;
        const draw = below => {
            random = (random * 48271) % 2147483647;
            return random % below;
        };
        for (const page of pages.filter(page => page.startsWith('lessons/'))) {
            const { tab } = await open(page);
            const { rows } = await tab.locator('.predict script').evaluate(script => JSON.parse(script.textContent));
            const free = placed => rows.map((row, number) => number).filter(number => !placed.includes(number)
                && rows[number].before.every(([other]) => placed.includes(other))
                && rows.every((other, n) => placed.includes(n) || other.second === null
                    || rows[number].second === null || other.second >= rows[number].second));
            for (let round = 0; round < 2; round += 1) {
                const placed = [];
                while (placed.length < rows.length) {
                    const next = free(placed);
                    placed.push(next[draw(next.length)]);
                }
                await order(tab, placed.map(number => rows[number].text));
                await choose(tab, placed.map(number => rows[number].second).filter(second => second !== null));
                assert.match(await verdict(tab), /^Right/, `${page}: ${await texts(tab)}`);
            }
            // And the last line first, which comes after something in every lesson.
            const last = rows.length - 1;
            if (rows[last].before.length > 0) {
                const wrong = [last, ...rows.keys()].slice(0, rows.length).map(number => rows[number].text);
                if (new Set(wrong).size === rows.length) {
                    await order(tab, wrong);
                    assert.doesNotMatch(await verdict(tab), /^Right/, page);
                }
            }
            await tab.context().close();
        }
    });

    test('lines that the claims leave free may stand in any order', async () => {
        const { tab } = await open('lessons/web-scraper/index.html');
        const { rows } = await tab.locator('.predict script').evaluate(script => JSON.parse(script.textContent));
        const pages = rows.map((row, number) => number).filter(number => /^[abc]: /.test(rows[number].text) && rows[number].second === 4);
        assert.equal(pages.length, 3, 'three pages come together at 4 s');
        const first = pages[0];
        for (const together of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
            const numbers = [...rows.keys()];
            numbers.splice(first, 3, ...together.map(n => pages[n]));
            await order(tab, numbers.map(number => rows[number].text));
            await choose(tab, numbers.map(number => rows[number].second));
            assert.match(await verdict(tab), /^Right/);
        }
        await tab.context().close();
    });
});

test('the timeline steps through the run', async () => {
    const { tab } = await open(LESSON);
    const run = tab.locator('figure.run').first();
    const now = () => run.locator('.output .now code').innerText();
    const claim = () => run.locator('.claims .now code').innerText();
    assert.equal(await now(), 'got a, b, c');
    assert.match(await claim(), /^3s\s+main\s+after \*\s+\| got a, b, c$/);
    await run.getByRole('button', { name: 'Previous' }).click();
    assert.equal(await now(), 'a: done');
    await run.getByRole('slider').focus();
    await tab.keyboard.press('Home');
    assert.equal(await now(), 'a: started');
    assert.equal(await run.locator('svg .says.now').count(), 1);
    assert.equal(await run.locator('svg .says.to-come').count(), 6);
    await run.getByRole('button', { name: 'Next' }).click();
    assert.equal(await now(), 'b: started');
    assert.match(await claim(), /0s\s+b\s+after a/);
    await tab.keyboard.press('Home');
    await run.getByRole('button', { name: 'Play' }).click();
    await tab.waitForFunction(() => document.querySelector('figure.run .output .now code').textContent === 'c: started');
    await run.getByRole('button', { name: 'Pause' }).click();
    await tab.context().close();
});

test('tabs obey the arrow keys, and keep the choice from page to page', async () => {
    const { tab } = await open(LESSON);
    const shown = () => tab.locator('.program:visible').evaluateAll(programs => programs.map(program => program.dataset.name));
    assert.deepEqual(await shown(), ['tokio']);
    await tab.getByRole('tab', { name: 'Tokio' }).focus();
    await tab.keyboard.press('ArrowRight');
    assert.deepEqual(await shown(), ['smol']);
    await tab.keyboard.press('ArrowLeft');
    await tab.keyboard.press('ArrowLeft');
    assert.deepEqual(await shown(), ['python']);
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), 'asyncio');
    assert.ok(tab.url().endsWith(LESSON));
    await tab.goto(url('lessons/queues/index.html'));
    assert.deepEqual(await shown(), ['python']);
    // A link to a program opens its tab.
    await tab.goto(`${url('lessons/queues/index.html')}#queues-src-main-rs`);
    assert.deepEqual(await shown(), ['tokio']);
    await tab.context().close();
});

test('without scripts the programs stand one below the other', async () => {
    const { tab } = await open(LESSON, { javaScriptEnabled: false });
    assert.equal(await tab.locator('.program:visible').count(), 4);
    assert.equal(await tab.locator('.predict li:visible').count(), 7);
    assert.equal(await tab.locator('svg.timeline:visible').first().isVisible(), true);
    await tab.context().close();
});

test('search finds a lesson', async () => {
    const { tab, trouble } = await open('index.html');
    await tab.keyboard.press('s');
    await tab.keyboard.type('backpressure');
    const found = tab.locator('#mdbook-searchresults a', { hasText: 'Queues' }).first();
    await found.waitFor();
    await found.click();
    await tab.waitForURL(/lessons\/queues/);
    assert.deepEqual(trouble, []);
    await tab.context().close();
});

test('on paper everything is shown', async () => {
    for (const page of ['print.html', LESSON]) {
        const { tab } = await open(page);
        await tab.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
        await tab.emulateMedia({ media: 'print' });
        const hidden = selector => tab.locator(selector).evaluateAll(all => all.filter(one => !one.checkVisibility()).length);
        assert.ok(await tab.locator('.program').count() >= 4);
        assert.equal(await hidden('.program'), 0);
        assert.equal(await hidden('figure.run table'), 0);
        assert.equal(await hidden('.claims'), 0);
        await tab.context().close();
    }
});

test('who wants no motion gets none', async () => {
    const { tab } = await open(LESSON, { reducedMotion: 'reduce' });
    // In one go, since what moves would soon have come to its end.
    const moving = await tab.evaluate(() => {
        document.querySelector('[for=mdbook-sidebar-toggle-anchor]').click();
        document.querySelector('figure.run button').click();
        return document.getAnimations().length;
    });
    assert.equal(moving, 0);
    await tab.context().close();
});
