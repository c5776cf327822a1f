// Something with blocks on it: a message, a modal or the Home tab. It keeps what is typed until that is told.
import { make } from "../dom.js";
import { renderBlock } from "./blocks.js";

const TYPED = ["value", "selected_date", "selected_time"];
const isTyped = (state) => TYPED.some((name) => name in state);

export class Surface {
  // `where` names it for the server; `onTrouble(words, node)` shows what did not work.
  constructor(slack, where, onTrouble) {
    Object.assign(this, { slack, where, onTrouble });
    this.element = make("div", { class: "blocks" });
    this.parts = new Map(); // by everything that they show
    this.held = new Map(); // what was typed, by field
    this.untold = new Set();
  }

  get names() {
    return this.slack.names;
  }

  people = () => this.slack.people.map(({ id, name }) => ({ value: id, label: name }));
  channels = () => [...this.slack.channels.values()].map(({ id, name }) => ({ value: id, label: name }));
  fileAt = (url) => /-(F[A-Z0-9]+)\//.exec(url || "")?.[1];

  // Blocks that stay as they were keep their elements, and with them the focus and the cursor.
  update({ blocks, values = {}, errors = {} }) {
    this.shown = { blocks, values, errors };
    const focused = this.rememberFocus();
    const parts = new Map(blocks.map((block) => {
      const own = values[block.block_id];
      const chosen = own && Object.entries(own).filter(([, state]) => !isTyped(state));
      const name = JSON.stringify([block, errors[block.block_id], chosen]);
      return [name, this.parts.get(name) || renderBlock(block, this, own, errors[block.block_id])];
    }));
    const kept = new Set(parts.values());
    for (const node of [...this.element.children]) if (!kept.has(node)) node.remove();
    let at = this.element.firstChild;
    for (const node of kept) {
      if (node === at) at = at.nextSibling;
      else this.element.insertBefore(node, at);
    }
    this.parts = parts;
    return this.restoreFocus(focused);
  }

  // Draws everything anew, as what is seen is not what counts.
  refresh() {
    this.parts = new Map();
    this.update(this.shown);
  }

  rememberFocus() {
    const active = document.activeElement;
    if (!this.element.contains(active)) return null;
    return { active, which: active.dataset.which, at: active.selectionStart ?? null };
  }

  // False when the focus was here and its place is gone.
  restoreFocus(focused) {
    if (!focused || this.element.contains(focused.active)) return true;
    const all = [...this.element.querySelectorAll("[data-which]")];
    const action = focused.which?.split("/")[1];
    const found = all.find((node) => node.dataset.which === focused.which)
      || (action !== "v" && all.find((node) => node.dataset.which.split("/")[1] === action));
    if (!found) return false;
    found.focus();
    if (focused.at !== null && found.setSelectionRange && found.type === "text") found.setSelectionRange(focused.at, focused.at);
    return true;
  }

  valueOf(which, state = {}) {
    const told = TYPED.map((name) => state[name]).find(Boolean) ?? "";
    const held = this.held.get(which);
    return held && held.type === state.type ? held.value : told;
  }

  type(which, value) {
    const [block, action] = which.split("/");
    this.held.set(which, { value, type: this.shown.values[block]?.[action]?.type });
    this.untold.add(which);
  }

  commit(which) {
    if (this.untold.has(which)) this.act("fill", {});
  }

  async lookUp(which, words) {
    const result = await this.slack.act("look_up", { ...this.where, which, words });
    return result?.options || [];
  }

  // One act after the other: what is typed first arrives first.
  act(name, body, node) {
    this.last = (this.last || Promise.resolve()).then(() => this.perform(name, body, node));
    return this.last;
  }

  // An act of the person who sees this, with everything that was typed before it.
  async perform(name, body, node) {
    const typed = Object.fromEntries([...this.untold].map((which) => [which, this.held.get(which).value]));
    this.untold.clear();
    node?.setAttribute("aria-busy", "true");
    const result = await this.slack.act(name, { ...this.where, ...body, typed });
    node?.removeAttribute("aria-busy");
    if (result?.trouble) this.onTrouble(result.trouble, node);
    return result;
  }
}
