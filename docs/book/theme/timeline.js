// A run, step by step: the slider goes from line to line, and the picture, the output and the claims
// show where it stands.
'use strict';

(() => {
    function timeline(run) {
        const svg = run.querySelector('svg');
        const dots = [...svg.querySelectorAll('.says')].sort((a, b) => a.dataset.line - b.dataset.line);
        const lines = [...run.querySelectorAll('.output li')];
        if (!lines.length) {
            return; // two pictures that are compared
        }
        const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'line');
        cursor.setAttribute('class', 'cursor');
        cursor.setAttribute('y1', 20);
        cursor.setAttribute('y2', svg.viewBox.baseVal.height);
        svg.append(cursor);

        const button = (label, act) => {
            const made = document.createElement('button');
            made.type = 'button';
            made.textContent = label;
            made.addEventListener('click', act);
            return made;
        };
        const slider = document.createElement('input');
        slider.type = 'range';
        slider.min = 0;
        slider.max = lines.length - 1;
        slider.value = slider.max;
        slider.setAttribute('aria-label', 'Line of the run');
        slider.addEventListener('input', () => {
            stop();
            show(Number(slider.value));
        });

        const time = at => parseFloat(lines[at].querySelector('.at').textContent);
        let timer = null;
        function stop() {
            clearTimeout(timer);
            timer = null;
            play.textContent = 'Play';
        }
        /** Goes on at the speed of the lesson. */
        function next() {
            const at = Number(slider.value);
            if (at >= lines.length - 1) {
                stop();
                return;
            }
            timer = setTimeout(() => {
                show(at + 1);
                next();
            }, (time(at + 1) - time(at)) * 1000);
        }
        const play = button('Play', () => {
            if (timer !== null) {
                stop();
                return;
            }
            if (Number(slider.value) === lines.length - 1) {
                show(0);
            }
            play.textContent = 'Pause';
            next();
        });
        const step = by => () => {
            stop();
            show(Math.min(lines.length - 1, Math.max(0, Number(slider.value) + by)));
        };

        function show(at) {
            slider.value = at;
            slider.setAttribute('aria-valuetext', `${lines[at].querySelector('.at').textContent}: ${lines[at].querySelector('code').textContent}`);
            run.querySelectorAll('.now').forEach(old => old.classList.remove('now'));
            run.querySelectorAll(`[data-line="${at}"]`).forEach(now => now.classList.add('now'));
            lines.forEach((line, n) => line.classList.toggle('to-come', n > at));
            dots.forEach((dot, n) => dot.classList.toggle('to-come', n > at));
            const x = dots[at].cx.baseVal.value;
            cursor.setAttribute('x1', x);
            cursor.setAttribute('x2', x);
        }

        const controls = document.createElement('div');
        controls.className = 'controls';
        controls.setAttribute('role', 'group');
        controls.setAttribute('aria-label', 'The run, step by step');
        controls.append(play, button('Previous', step(-1)), button('Next', step(1)), slider);
        run.querySelector('.picture').after(controls);
        show(lines.length - 1);
    }

    if (!window.course.isPrint) {
        document.querySelectorAll('figure.run').forEach(timeline);
    }
})();
