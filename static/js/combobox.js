// Suggestions under the search boxes while somebody types: people, events and sources, in the way of the WAI-ARIA
// combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). What is chosen is put into the query as a
// condition (person:sam-altman) in place of the words typed for it; nothing is sent before the form is. Without this
// script the form is the same without suggestions.
"use strict";
(() => {
    const { suggest: address, label, one, many, none, person, event: happening, source } = document.currentScript.dataset;
    const KINDS = { person, event: happening, source };
    const PAUSE = 120; // milliseconds without a key before the server is asked
    const MOST_WORDS = 6;
    const MOST_CHARACTERS = 100;
    const FIELD = /^-*(?:person|personne|event|[ée]v[ée]nement|source):/i;
    const NO_NAME = /[:"()]|^(?:OR|OU|AND)$/;

    /** Return the end of `text` that a name may be typed in: a field with its value, or the words since a condition. */
    const lastWords = (text) => {
        const quote = text.lastIndexOf('"');
        if (text.split('"').length % 2 === 0) {
            const start = text.slice(0, quote).search(/\S+:\s*$/);
            return start >= 0 && FIELD.test(text.slice(start)) ? text.slice(start) : "";
        }
        const words = text.trimEnd().split(/\s+/);
        if (FIELD.test(words[words.length - 1])) return words[words.length - 1];
        const kept = [];
        while (words.length && kept.length < MOST_WORDS && !NO_NAME.test(words[words.length - 1])) {
            kept.unshift(words.pop());
        }
        return kept.join(" ");
    };

    const countWords = (text) => text.split(/\s+/).length;

    const upgrade = (input, number) => {
        const box = document.createElement("div");
        const list = document.createElement("ul");
        const status = document.createElement("div");
        let found = []; // what the list shows
        let asked = ""; // what it was asked for
        let active = -1;
        let timer = 0;
        let request = null;

        const typed = () => {
            const end = input.selectionEnd;
            const inWord = /\S/.test(input.value.charAt(end));
            if (end === null || end !== input.selectionStart || inWord) return "";
            const words = lastWords(input.value.slice(0, end));
            return words.length <= MOST_CHARACTERS && /\p{L}/u.test(words) ? words : "";
        };

        const isOpen = () => !list.hidden;

        const activate = (index) => {
            const options = list.children;
            if (options[active]) options[active].setAttribute("aria-selected", "false");
            active = index;
            const option = options[active];
            if (!option) {
                active = -1;
                input.removeAttribute("aria-activedescendant");
                return;
            }
            option.setAttribute("aria-selected", "true");
            input.setAttribute("aria-activedescendant", option.id);
            option.scrollIntoView({ block: "nearest" });
        };

        const stop = () => {
            clearTimeout(timer);
            if (request) request.abort();
            request = null;
        };

        const close = () => {
            stop();
            activate(-1);
            list.hidden = true;
            list.replaceChildren();
            found = [];
            asked = "";
            status.textContent = "";
            input.setAttribute("aria-expanded", "false");
        };

        const choose = (index) => {
            const { query, words } = found[index];
            const end = input.selectionEnd;
            const before = input.value.slice(0, end).trimEnd();
            const start = before.search(new RegExp(`\\S+(?:\\s+\\S+){${words - 1}}$`));
            if (start < 0) return;
            const without = /^-*/.exec(before.slice(start))[0];
            const kept = `${before.slice(0, start)}${without}${query} `;
            input.value = kept + input.value.slice(end).trimStart();
            input.setSelectionRange(kept.length, kept.length);
            close();
            input.focus();
        };

        const optionFor = (suggestion, index) => {
            const option = document.createElement("li");
            option.id = `${list.id}-${index}`;
            option.setAttribute("role", "option");
            option.setAttribute("aria-selected", "false");
            for (const [name, text] of [
                ["name", suggestion.name],
                ["kind", KINDS[suggestion.kind]],
                ["detail", suggestion.detail],
            ]) {
                const part = document.createElement("span");
                part.className = `combobox-${name}`;
                part.dir = "auto";
                part.textContent = text;
                option.append(part, " ");
            }
            option.addEventListener("click", () => choose(index));
            return option;
        };

        const show = (words, suggestions, goTo) => {
            close();
            status.textContent = suggestions.length === 1 ? one : (suggestions.length ? many : none).replace("{n}", suggestions.length);
            if (!suggestions.length) return;
            found = suggestions;
            asked = words;
            list.append(...suggestions.map(optionFor));
            list.hidden = false;
            input.setAttribute("aria-expanded", "true");
            if (goTo !== undefined) activate(goTo < 0 ? suggestions.length - 1 : goTo);
        };

        const ask = async (goTo) => {
            stop();
            const words = typed();
            if (!words) return close();
            const mine = new AbortController();
            request = mine;
            try {
                const url = `${address}?${new URLSearchParams({ q: words })}`;
                const response = await fetch(url, { signal: mine.signal, headers: { Accept: "application/json" } });
                if (!response.ok) throw new Error(response.statusText);
                const { suggestions } = await response.json();
                if (request !== mine) return undefined;
                request = null;
                show(words, suggestions, goTo);
            } catch {
                if (request === mine) close(); // the box works without suggestions
            }
            return undefined;
        };

        const askSoon = () => {
            stop();
            activate(-1);
            const words = typed();
            // What the list shows stays while the same words are typed on, and answers to them alone.
            if (isOpen() && !(words.startsWith(asked) && countWords(words) === countWords(asked))) close();
            if (words) timer = setTimeout(ask, PAUSE);
        };

        const move = (step) => {
            if (!isOpen()) return void ask(step > 0 ? 0 : -1);
            // Between the last and the first option the box itself has its turn.
            const turns = found.length + 1;
            return activate(((active + 1 + step + turns) % turns) - 1);
        };

        const onKey = (event) => {
            if (event.isComposing || event.ctrlKey || event.metaKey) return;
            const { key } = event;
            if (key === "ArrowDown" || key === "ArrowUp") {
                event.preventDefault();
                if (!event.altKey) move(key === "ArrowDown" ? 1 : -1);
                else if (key === "ArrowUp") close();
                else if (!isOpen()) ask();
            } else if (key === "Enter" && active >= 0) {
                event.preventDefault();
                choose(active);
            } else if (key === "Escape" && isOpen()) {
                event.preventDefault(); // else a search box empties itself
                close();
            } else if (key === "Enter" || key === "Tab") {
                close();
            } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) {
                activate(-1); // they move within what is typed
            }
        };

        const build = () => {
            const hadFocus = document.activeElement === input;
            box.className = "combobox";
            list.className = "combobox-list";
            list.id = `suggestions-${number}`;
            list.hidden = true;
            list.setAttribute("role", "listbox");
            list.setAttribute("aria-label", label);
            status.className = "visually-hidden";
            status.setAttribute("role", "status");
            input.setAttribute("role", "combobox");
            input.setAttribute("aria-autocomplete", "list");
            input.setAttribute("aria-expanded", "false");
            input.setAttribute("aria-controls", list.id);
            input.setAttribute("aria-haspopup", "listbox");
            input.autocomplete = "off";
            input.replaceWith(box);
            box.append(input, list, status);
            if (hadFocus) input.focus();
        };

        build();
        input.addEventListener("input", (event) => (event.isComposing ? stop() : askSoon()));
        input.addEventListener("compositionstart", close);
        input.addEventListener("compositionend", askSoon);
        input.addEventListener("keydown", onKey);
        input.addEventListener("blur", close);
        list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
        window.addEventListener("pagehide", close);
    };

    document.querySelectorAll("form[data-suggest] input[name=q]").forEach(upgrade);
})();
