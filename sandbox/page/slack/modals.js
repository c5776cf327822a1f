// The modals of one person: the topmost is seen, over the window.
import { make } from "../dom.js";
import { icon } from "../icons.js";
import { Surface } from "./surface.js";

class ModalView {
  constructor(slack, view) {
    this.slack = slack;
    this.where = { view: view.id };
    this.surface = new Surface(slack, this.where, (words) => this.warn(words));
    this.title = make("h2", { id: `title-${view.id}` });
    this.trouble = make("p", { class: "trouble", role: "alert" });
    this.cancel = make("button", { type: "button", class: "act", onclick: () => this.close(false) });
    this.submit = make("button", { type: "submit", class: "act primary" });
    const cross = make("button", { type: "button", class: "quiet icon", "aria-label": "Close", onclick: () => this.close(true) }, icon("close"));
    this.element = make("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": this.title.id, tabindex: "-1", novalidate: true },
      make("header", {}, this.title, cross), make("div", { class: "scroll" }, this.surface.element), this.trouble,
      make("footer", {}, this.cancel, this.submit));
    this.element.addEventListener("submit", (event) => (event.preventDefault(), this.send()));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close(false));
    this.update(view);
  }

  update(view) {
    if (view.revision === this.revision) return;
    const focused = this.element.contains(document.activeElement);
    const hadErrors = Boolean(this.element.querySelector("[aria-invalid]"));
    this.revision = view.revision;
    this.title.textContent = view.title;
    this.trouble.textContent = "";
    this.cancel.textContent = view.close || (view.sends ? "Cancel" : "Close");
    this.submit.textContent = view.submit || "Submit";
    this.submit.hidden = !view.sends;
    this.surface.update(view);
    const wrong = this.element.querySelector("[aria-invalid]");
    if (wrong && !hadErrors) wrong.focus();
    else if (focused && (document.activeElement === this.element || !this.element.contains(document.activeElement))) this.focus();
  }

  focus() {
    (this.element.querySelector(".field :is(input, textarea)") || this.element).focus();
  }

  async send() {
    if (this.submit.hidden) return;
    this.trouble.textContent = "";
    await this.surface.act("send", {}, this.submit);
  }

  close(whole) {
    this.surface.act("close", { whole });
  }

  warn(words) {
    this.trouble.textContent = words === "⚠" ? `${this.slack.app.name} did not answer.` : words;
  }
}

export class Modals {
  // `behind`: what cannot be used meanwhile.
  constructor(slack, behind) {
    Object.assign(this, { slack, behind });
    this.views = new Map();
    this.element = make("div", { class: "veil", hidden: true });
  }

  update(stack) {
    const views = new Map(stack.map((view) => [view.id, this.views.get(view.id) || new ModalView(this.slack, view)]));
    for (const view of stack) views.get(view.id).update(view);
    this.views = views;
    const top = stack.length ? views.get(stack.at(-1).id) : null;
    if (top === this.top) return;
    if (top && !this.top) this.before = document.activeElement;
    const focused = !top || !this.top || this.element.contains(document.activeElement);
    this.top = top;
    this.element.hidden = !top;
    this.element.replaceChildren(...(top ? [top.element] : []));
    for (const part of this.behind) part.inert = Boolean(top);
    if (top && focused) top.focus();
    else if (!top) this.leave();
  }

  leave() {
    const active = document.activeElement;
    if (active && active !== document.body) return; // the person has gone elsewhere meanwhile
    if (this.before?.isConnected) this.before.focus();
    if (document.activeElement === document.body) this.slack.composer.input.focus();
  }

  clear() {
    this.update([]);
  }
}
