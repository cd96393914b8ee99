// Lines to put in order. The page holds what is right, as the rows of the expected order and the claims
// between them. `judge.js` says what an order misses; one that breaks no claim is right.
'use strict';

(() => {
    function predict(box) {
        const data = JSON.parse(box.querySelector('script').textContent);
        const { rows, seconds } = data;
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

        /** What was missed, in a sentence without its full stop. */
        function sentence({ kind, row, before, later, chosen_s }) {
            const quoted = number => `“${rows[number].text}”`;
            switch (kind) {
                case 'lane':
                    return `${quoted(row)} comes after ${quoted(before)}: lane ${rows[row].lane} keeps the order of its rows`;
                case 'after':
                    return `${quoted(row)} comes after ${quoted(before)}: a cause orders the two`;
                case 'no-line':
                    return `${quoted(row)} gets no line: a line that matches it, too, comes too soon`;
                case 'clock':
                    return `${quoted(row)} comes before ${quoted(later)}, by the clock`;
                default:
                    return `${quoted(row)} does not come at ${chosen_s} s`;
            }
        }

        function judge() {
            const order = cards().map(card => Number(card.dataset.row));
            const taken = window.course.rowsOf(rows, order);
            const values = cards().map(card => card.querySelector('select')?.value ?? '');
            const chosen = values.map(value => value === '' ? null : Number(value));
            const missed = window.course.judge(data, order, chosen);
            if (missed) {
                explain(missed);
                const at = taken.indexOf(missed.row);
                cards()[at < 0 ? order.indexOf(missed.row) : at].classList.add('here');
                return;
            }
            const open = taken.findIndex((row, at) => rows[row].second !== null && chosen[at] === null);
            if (open >= 0) {
                say(['The order is right. Choose a second for each line that asks.']);
                cards()[open].classList.add('here');
                return;
            }
            const clocks = rows.filter(row => row.second !== null).length;
            const causes = rows.filter(row => row.before.length > 0).length;
            say([`Right: ${rows.length} lines, ${causes} of them held by a cause and ${clocks} by the clock.`], true);
        }

        function explain(missed) {
            const { claims, why } = rows[missed.row];
            const claim = document.createElement('code');
            claim.textContent = claims;
            const words = [`${sentence(missed)}.`, document.createElement('br'), claim];
            if (why) {
                words.push(document.createElement('br'), `Why: ${why}.`);
            }
            say(words, false);
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
