// Elements from text and nodes only: nothing that a bot or a customer writes is ever read as HTML.

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SAFE = /^(https?|tg|mailto|tel):/i;

export function safeUrl(url) {
  return SAFE.test(url) ? url : null;
}

// A link opens as an app's own browser would, where there is room for one.
export function openWindow(event, url) {
  if (!url || !matchMedia("(min-width: 700px)").matches) return;
  event?.preventDefault();
  window.open(url, "_blank", "popup,noopener,noreferrer,width=440,height=780");
}

// New lines and late pictures keep the end in sight, unless the reader has scrolled up.
export function keepAtEnd(log, lines) {
  const state = { atEnd: true };
  let top = 0;
  log.addEventListener("scroll", () => {
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    if (near || log.scrollTop < top) state.atEnd = near; // what has only grown was not scrolled
    top = log.scrollTop;
  });
  const observer = new ResizeObserver(() => state.atEnd && (log.scrollTop = log.scrollHeight));
  observer.observe(lines);
  observer.observe(log);
  return state;
}

// A list of choices that opens from a button: arrows move, Escape and a click elsewhere close.
export function menu(button, panel, fill) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  panel.setAttribute("role", "menu");
  panel.hidden = true;
  const close = (refocus) => {
    if (panel.hidden) return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const open = () => {
    panel.replaceChildren(
      ...fill().map(({ label, note, run }) =>
        make("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => (close(true), run()) },
          make("span", {}, label), note ? make("small", {}, note) : null)),
    );
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest" });
    button.setAttribute("aria-expanded", "true");
    panel.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (panel.hidden ? open() : close(false)));
  panel.addEventListener("keydown", (event) => {
    const items = [...panel.children];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close(false);
    else if (step) items[(at + step + items.length) % items.length].focus();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.contains(event.target) && !button.contains(event.target)) close(false);
  });
}
