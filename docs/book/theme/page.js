// What the other scripts share, and what mdBook's own page lacks.
'use strict';

window.course = {
    /** Whether this is the page on which all chapters stand, to be printed. */
    isPrint: document.querySelector('meta[name="robots"][content="noindex"]') !== null,
};

// On paper nothing can be opened.
const openAll = () => document.querySelectorAll('details').forEach(details => {
    details.open = true;
});
window.addEventListener('beforeprint', openAll);
if (window.course.isPrint) {
    openAll();
}

// Markdown has no header row without a header in each cell. One that is empty would be read out as a header.
document.querySelectorAll('th:empty').forEach(header => header.replaceWith(document.createElement('td')));

// A listing or a table that is wider than the page is scrolled by keyboard too.
const reachListings = () => document.querySelectorAll('pre code, .table-wrapper').forEach(code => {
    if (code.scrollWidth > code.clientWidth) {
        code.tabIndex = 0;
    } else {
        code.removeAttribute('tabindex');
    }
});
window.addEventListener('load', reachListings);
window.addEventListener('resize', reachListings);
document.addEventListener('click', reachListings); // another tab

// mdBook's switch of its table of contents is a label that no keyboard reaches: a button takes its place.
const label = document.getElementById('mdbook-sidebar-toggle');
const toggle = document.createElement('button');
toggle.type = 'button';
toggle.className = label.className;
toggle.title = label.title;
toggle.innerHTML = label.innerHTML;
toggle.setAttribute('aria-label', label.title);
toggle.setAttribute('aria-controls', 'mdbook-sidebar');
const box = document.getElementById(label.htmlFor);
const tell = () => toggle.setAttribute('aria-expanded', String(box.checked));
box.addEventListener('change', tell);
tell();
toggle.addEventListener('click', () => label.click());
label.hidden = true;
label.style.display = 'none';
label.after(toggle);
document.getElementById('mdbook-menu-bar').setAttribute('role', 'banner');
