// The programs of a chapter, which stand one below the other, become tabs. The choice is kept from
// page to page. On the page for printing they stay as they are.
'use strict';

(() => {
    const KEY = 'programs-on';
    const chosen = () => {
        try {
            return localStorage.getItem(KEY);
        } catch {
            return null; // a browser may refuse to keep anything
        }
    };
    const keep = name => {
        try {
            localStorage.setItem(KEY, name);
        } catch {
            // then it is not kept
        }
    };

    function tabs(programs) {
        const panels = [...programs.querySelectorAll('.program')];
        const list = document.createElement('div');
        list.className = 'tabs';
        list.setAttribute('role', 'tablist');
        list.setAttribute('aria-label', 'The program on');
        const buttons = panels.map(panel => {
            const heading = panel.querySelector('h3');
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = heading.textContent;
            button.id = `${heading.id}-tab`;
            button.setAttribute('role', 'tab');
            button.setAttribute('aria-controls', `${heading.id}-panel`);
            panel.id = `${heading.id}-panel`;
            panel.setAttribute('role', 'tabpanel');
            panel.setAttribute('aria-labelledby', button.id);
            heading.classList.add('under-tab');
            list.append(button);
            return button;
        });
        const show = (at, focus) => {
            panels.forEach((panel, n) => {
                panel.hidden = n !== at;
                buttons[n].setAttribute('aria-selected', String(n === at));
                buttons[n].tabIndex = n === at ? 0 : -1;
            });
            if (focus) {
                buttons[at].focus();
            }
        };
        const named = name => panels.findIndex(panel => panel.dataset.name === name);
        buttons.forEach((button, at) => {
            button.addEventListener('click', () => {
                show(at, true);
                keep(panels[at].dataset.name);
            });
        });
        list.addEventListener('keydown', event => {
            const at = buttons.indexOf(document.activeElement);
            const last = buttons.length - 1;
            const to = {
                ArrowLeft: at === 0 ? last : at - 1,
                ArrowRight: at === last ? 0 : at + 1,
                Home: 0,
                End: last,
            }[event.key];
            if (to === undefined) {
                return;
            }
            // mdBook would go to the next chapter.
            event.stopPropagation();
            event.preventDefault();
            show(to, true);
            keep(panels[to].dataset.name);
        });
        programs.prepend(list);
        show(Math.max(0, named(chosen())), false);

        // A link to a file that stands in a tab opens it.
        const follow = () => {
            const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
            const at = panels.findIndex(panel => target && panel.contains(target));
            if (at >= 0) {
                show(at, false);
                target.scrollIntoView();
            }
        };
        window.addEventListener('hashchange', follow);
        follow();
    }

    if (!window.course.isPrint) {
        document.querySelectorAll('.programs').forEach(tabs);
    }
})();
