// What a prediction misses: the answers of `Cards::judge` in the package `course`. The cases in
// `docs/book/tests/judge.json` hold the two together.
'use strict';

/**
 * The row of each card's line: the first of those that it matches which no line before it has. `cards`
 * holds, place by place, the row that the card was made of.
 */
window.course.rowsOf = (rows, cards) => {
    const taken = [];
    for (const card of cards) {
        taken.push(rows[card].matches.find(row => !taken.includes(row)));
    }
    return taken;
};

/**
 * What is missed first: a cause, then the order by the clock, then the chosen seconds. `chosen` holds
 * them place by place, null where none is chosen. Null if nothing is missed.
 */
window.course.judge = ({ rows, tolerance }, cards, chosen) => {
    const taken = window.course.rowsOf(rows, cards);
    const place = row => taken.indexOf(row);
    for (const [at, row] of taken.entries()) {
        const late = (rows[row]?.before ?? []).filter(([other]) => place(other) > at);
        if (late.length > 0) {
            // Of several, the one that comes last.
            const [before, kind] = late.reduce((last, one) => place(one[0]) > place(last[0]) ? one : last);
            return { kind, row, before };
        }
    }
    const noLine = rows.findIndex((_, row) => place(row) < 0);
    if (noLine >= 0) {
        return { kind: 'no-line', row: noLine };
    }
    const timed = [...taken.entries()].filter(([, row]) => rows[row].second !== null);
    for (const [at, row] of timed) {
        const later = taken.slice(0, at).find(other => rows[other].second > rows[row].second);
        if (later !== undefined) {
            return { kind: 'clock', row, later };
        }
    }
    // In whole microseconds, which is what a file can claim: 0.3 - 0.1 is not 0.2.
    const micros = seconds => Math.round(seconds * 1e6);
    const isOff = ([at, row]) => chosen[at] !== null
        && micros(Math.abs(chosen[at] - rows[row].second)) >= micros(tolerance);
    const off = timed.find(isOff);
    return off ? { kind: 'second', row: off[1], chosen_s: chosen[off[0]] } : null;
};
