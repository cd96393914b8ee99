// The judge of a prediction, as the page has it, gives the answers of `Cards::judge` in the package
// `course`. A unit test of `src/predict.rs` writes the cases and holds them against it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import vm from 'node:vm';

const read = file => readFileSync(new URL(file, import.meta.url), 'utf8');
const orders = JSON.parse(read('judge.json'));
// In this context, objects would have another `Object` than the expected ones.
const window = { course: {} };
vm.runInThisContext(`window => { ${read('../theme/judge.js')} }`)(window);

describe('each case', () => {
    for (const { name, rules, cases } of orders) {
        test(name, () => {
            for (const { cards, chosen, missed } of cases) {
                const seconds = JSON.stringify(chosen);
                assert.deepEqual(window.course.judge(rules, cards, chosen), missed, `${cards} at ${seconds}`);
            }
        });
    }
});

test('the cases miss everything that can be missed, and nothing', () => {
    const kinds = orders.flatMap(({ cases }) => cases.map(({ missed }) => missed?.kind ?? 'right'));
    const counts = Object.fromEntries(['right', 'lane', 'after', 'no-line', 'clock', 'second']
        .map(kind => [kind, kinds.filter(other => other === kind).length]));
    for (const [kind, count] of Object.entries(counts)) {
        assert.ok(count >= 5, `${kind}: ${count} of ${kinds.length} cases`);
    }
});
