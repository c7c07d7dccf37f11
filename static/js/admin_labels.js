// Names for screen readers where the admin's own scripts and tables leave them out: the boxes that stand in place of
// an autocomplete are called as its field is, and a heading without words says what its column is for.
"use strict";
(() => {
    const nameOf = (select) => {
        const label = select.labels && select.labels[0];
        return select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/:$/, "") : "");
    };
    const nameBoxes = () => {
        for (const select of document.querySelectorAll("select.admin-autocomplete")) {
            const box = select.nextElementSibling;
            if (!box || !box.classList.contains("select2-container")) continue;
            const shown = box.querySelector(".select2-selection__rendered");
            const value = shown && shown.title ? `: ${shown.title}` : "";
            for (const part of [box.querySelector(".select2-selection"), shown]) {
                if (!part) continue;
                part.removeAttribute("aria-labelledby");
                part.setAttribute("aria-label", nameOf(select) + value);
            }
        }
    };
    const nameHeadings = () => {
        for (const heading of document.querySelectorAll(".inline-group thead th")) {
            if (heading.textContent.trim() === "") heading.setAttribute("aria-hidden", "true");
        }
    };
    const start = () => {
        nameHeadings();
        nameBoxes();
        // The boxes come after this script, with each row that is added, and change when something is chosen.
        new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
    };
    start();
})();
