// Lines to put in order. What is right stands in the page, as the rows of the expected order and the
// claims between them; any order that breaks none of them is right.
'use strict';

(() => {
    function predict(box) {
        const { rows, seconds } = JSON.parse(box.querySelector('script').textContent);
        const list = box.querySelector('.cards');
        list.setAttribute('aria-label', 'The lines, to be put in order');
        const said = document.createElement('p');
        said.className = 'said';
        said.setAttribute('role', 'status');
        const cards = () => [...list.children];
        const text = card => card.querySelector('code').textContent;
        const place = card => `${text(card)}, place ${cards().indexOf(card) + 1} of ${rows.length}`;
        const name = () => cards().forEach(card => {
            card.querySelector('.grip').setAttribute('aria-label', `Move ${place(card)}`);
        });
        const say = (words, right) => {
            said.replaceChildren(...words);
            said.classList.toggle('right', right === true);
            said.classList.toggle('wrong', right === false);
            cards().forEach(card => card.classList.remove('here'));
        };

        for (const card of cards()) {
            const grip = document.createElement('button');
            grip.type = 'button';
            grip.className = 'grip';
            grip.textContent = '↕';
            card.prepend(grip);
            if ('asks' in card.dataset) {
                const select = document.createElement('select');
                select.setAttribute('aria-label', `Second of ${text(card)}`);
                select.add(new Option('second?', ''));
                seconds.forEach(second => select.add(new Option(`${second} s`, second)));
                card.append(select);
            }
            grip.addEventListener('keydown', event => {
                const to = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (to === undefined) {
                    return;
                }
                event.preventDefault();
                move(card, cards().indexOf(card) + to);
                grip.focus();
                say([place(card)]);
            });
            grip.addEventListener('pointerdown', event => drag(card, event));
        }

        /** Puts a card at a place of the list, as far as there is such a place. */
        function move(card, to) {
            const others = cards().filter(other => other !== card);
            if (to >= 0 && to <= others.length) {
                list.insertBefore(card, others[to] ?? null);
                name();
            }
        }

        /** Moves a card with the pointer that grips it, until it is let go. */
        function drag(card, down) {
            const grip = down.currentTarget;
            grip.setPointerCapture(down.pointerId);
            card.classList.add('dragged');
            const follow = event => {
                const middle = other => {
                    const { top, height } = other.getBoundingClientRect();
                    return top + height / 2;
                };
                const others = cards().filter(other => other !== card);
                const to = others.filter(other => middle(other) < event.clientY).length;
                if (to !== cards().indexOf(card)) {
                    move(card, to);
                    // Moving it in the page has let go of the pointer.
                    grip.setPointerCapture(event.pointerId);
                }
            };
            const stop = () => {
                card.classList.remove('dragged');
                grip.removeEventListener('pointermove', follow);
                window.removeEventListener('pointerup', stop);
                window.removeEventListener('pointercancel', stop);
            };
            grip.addEventListener('pointermove', follow);
            window.addEventListener('pointerup', stop);
            window.addEventListener('pointercancel', stop);
        }

        /** The row of each card: of rows that say the same, the upper card is the upper row. */
        function answer() {
            const free = rows.map((row, number) => number);
            return cards().map(card => {
                const at = free.findIndex(row => rows[row].text === text(card));
                return free.splice(at, 1)[0];
            });
        }

        /** The first claim that the answer breaks, read from the top; or what is still open. */
        function broken() {
            const order = answer();
            const place = row => order.indexOf(row);
            for (const [at, number] of order.entries()) {
                const row = rows[number];
                const [late, kind] = row.before.find(([before]) => place(before) > at) ?? [];
                if (late !== undefined) {
                    const because = kind === 'lane'
                        ? `lane ${row.lane} keeps the order of its rows`
                        : 'a cause stands between the two';
                    return { at, row, what: `“${row.text}” comes after “${rows[late].text}”: ${because}` };
                }
                const later = order.slice(0, at).find(other => rows[other].second > row.second);
                if (row.second !== null && later !== undefined) {
                    return { at, row, what: `“${row.text}” comes before “${rows[later].text}”, by the clock` };
                }
            }
            const chosen = cards().map(card => card.querySelector('select')?.value);
            const open = chosen.indexOf('');
            for (const [at, number] of order.entries()) {
                const { second, text } = rows[number];
                if (chosen[at] && Number(chosen[at]) !== second) {
                    return { at, row: rows[number], what: `“${text}” does not come at ${chosen[at]} s` };
                }
            }
            return open < 0 ? null : { at: open, what: 'The order is right. Choose a second for each line that asks' };
        }

        function judge() {
            const wrong = broken();
            if (!wrong) {
                const clocks = rows.filter(row => row.second !== null).length;
                const causes = rows.reduce((sum, row) => sum + (row.before.length > 0), 0);
                say([`Right: ${rows.length} lines, ${causes} of them held by a cause and ${clocks} by the clock.`], true);
                return;
            }
            const words = [`${wrong.what}.`];
            if (wrong.row) {
                const claim = document.createElement('code');
                claim.textContent = wrong.row.claims;
                words.push(document.createElement('br'), claim);
                if (wrong.row.why) {
                    words.push(document.createElement('br'), `Why: ${wrong.row.why}.`);
                }
            }
            say(words, wrong.row ? false : undefined);
            cards()[wrong.at].classList.add('here');
        }

        const check = document.createElement('button');
        check.type = 'button';
        check.className = 'check';
        check.textContent = 'Check my prediction';
        check.addEventListener('click', judge);
        const hint = document.createElement('p');
        hint.className = 'hint';
        hint.textContent = 'Drag the lines by their handles, or put the focus on a handle and press the arrow keys.';
        list.before(hint);
        list.after(check, said);
        name();
    }

    if (!window.course.isPrint) {
        document.querySelectorAll('.predict').forEach(predict);
    }
})();
