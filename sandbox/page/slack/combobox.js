// A menu that can be searched: a field to type in, and a list that opens from it.
import { make } from "../dom.js";
import { icon } from "../icons.js";

const PAUSE_MS = 150; // between letters, before the app is asked
let lists = 0;

// `find(words)` resolves to [{ value, label, note }]; `chosen` are such entries; `change(entries)` is told of a choice.
export class Combobox {
  constructor({ which, label, placeholder, several = false, optional = false, least = 0, asks = false, find, chosen = [], change }) {
    Object.assign(this, { several, optional, least, asks, find, chosen, change });
    this.turn = 0;
    this.entries = [];
    this.active = -1;
    const id = `options-${++lists}`;
    this.input = make("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder, dataset: { which },
      "aria-label": label || null, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
    });
    this.placeholder = placeholder;
    this.list = make("div", { id, class: "options", role: "listbox", popover: "manual", "aria-label": label || placeholder });
    this.chips = make("span", { class: "chips-in" });
    this.element = make("span", { class: `combo${several ? " several" : ""}` }, this.chips, this.input, icon("chevron"), this.list);
    this.showChosen();
    this.listen();
  }

  listen() {
    this.input.addEventListener("click", () => this.isOpen ? null : this.open(""));
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.move(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.element.addEventListener("click", (event) => event.target.closest("input, button, .options") ? null : this.input.click());
  }

  get isOpen() {
    return this.list.matches(":popover-open");
  }

  search() {
    clearTimeout(this.timer);
    const words = this.input.value;
    if (this.asks) this.timer = setTimeout(() => this.open(words), PAUSE_MS);
    else this.open(words);
  }

  async open(words) {
    const turn = ++this.turn;
    if (!words) this.input.select();
    if (words.length < this.least) return this.show([], `Type ${this.least} or more letters`);
    const slow = setTimeout(() => turn === this.turn && this.show([], "Loading …"), 200);
    const entries = await this.find(words);
    clearTimeout(slow);
    if (turn === this.turn && document.activeElement === this.input) this.show(entries, "No results");
  }

  show(entries, empty) {
    this.entries = entries;
    const held = new Set(this.chosen.map(({ value }) => value));
    this.list.replaceChildren(...entries.map((entry, number) => make("div", {
      role: "option", id: `${this.list.id}-${number}`, "aria-selected": String(held.has(entry.value)),
      onclick: () => this.pick(entry),
    }, make("span", {}, entry.label), entry.note ? make("small", {}, entry.note) : null)));
    if (!entries.length) this.list.append(make("p", { role: "status" }, empty));
    if (!this.isOpen) {
      this.list.showPopover();
      this.input.setAttribute("aria-expanded", "true");
      this.follow = (event) => event.target === this.list ? null : this.close();
      addEventListener("scroll", this.follow, true);
      addEventListener("resize", this.follow);
    }
    this.place();
    this.mark(Math.max(entries.length ? 0 : -1, entries.findIndex(({ value }) => !this.several && held.has(value))));
  }

  // Below the field, or above it where there is more room.
  place() {
    const box = this.element.getBoundingClientRect();
    const below = innerHeight - box.bottom;
    const under = below > 260 || below > box.top;
    Object.assign(this.list.style, {
      left: `${Math.max(8, Math.min(box.left, innerWidth - Math.max(box.width, 220) - 8))}px`,
      minWidth: `${Math.max(box.width, 220)}px`,
      top: under ? `${box.bottom + 4}px` : "auto",
      bottom: under ? "auto" : `${innerHeight - box.top + 4}px`,
      maxHeight: `${Math.min(300, (under ? below : box.top) - 16)}px`,
    });
  }

  mark(number) {
    this.list.children[this.active]?.classList.remove("active");
    this.active = number;
    const option = number < 0 ? null : this.list.children[number];
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.isOpen) this.open("");
    else if (step && this.entries.length) this.mark((this.active + step + this.entries.length) % this.entries.length);
    else if (event.key === "Enter" && this.isOpen && this.active >= 0) this.pick(this.entries[this.active]);
    else if (event.key === "Escape" && this.isOpen) {
      event.stopPropagation();
      this.showChosen();
      this.close();
    } else if (event.key === "Backspace" && this.several && !this.input.value && this.chosen.length) this.drop(this.chosen.at(-1));
    else if (event.key !== "Enter") return;
    event.preventDefault();
  }

  pick(entry) {
    const held = this.chosen.some(({ value }) => value === entry.value);
    if (held && this.several) return this.drop(entry);
    this.chosen = this.several ? [...this.chosen, entry] : [entry];
    this.showChosen();
    this.close();
    this.change(this.chosen);
  }

  drop(entry) {
    this.chosen = this.chosen.filter(({ value }) => value !== entry.value);
    this.showChosen();
    this.change(this.chosen);
  }

  showChosen() {
    this.input.value = this.several ? "" : this.chosen[0]?.label || "";
    if (!this.several) return;
    this.input.placeholder = this.chosen.length ? "" : this.placeholder;
    this.chips.replaceChildren(...this.chosen.map((entry) => make("span", { class: "chip-in" }, entry.label,
      make("button", { type: "button", "aria-label": `Remove ${entry.label}`, onclick: () => (this.drop(entry), this.input.focus()) }, icon("close")))));
  }

  leave() {
    clearTimeout(this.timer);
    const emptied = this.optional && !this.several && !this.input.value && this.chosen.length;
    this.close();
    if (emptied) this.drop(this.chosen[0]);
    else this.showChosen();
  }

  close() {
    this.turn++;
    if (!this.isOpen) return;
    this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    removeEventListener("scroll", this.follow, true);
    removeEventListener("resize", this.follow);
  }
}
