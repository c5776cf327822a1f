// One customer's phone: the chat, what is typed, and everything that a finger can do.
import { act } from "./api.js";
import { keepAtEnd, make, menu, openWindow, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { renderMessage } from "./message.js";
import { showAlert, showPhoto } from "./dialogs.js";

const SAMPLES = [
  ["photo", "Photo"], ["album", "Three photos"], ["document", "File"], ["voice", "Voice message"],
  ["sticker", "Sticker"], ["location", "Location"], ["contact", "My contact"],
];
const ACTIONS = { typing: "typing", upload_photo: "sending a picture", upload_document: "sending a file" };

export class Phone {
  constructor(person) {
    this.person = person;
    this.shown = new Map();
    this.on = {
      press: (message, index, element) => this.press(message, index, element),
      photo: showPhoto,
      link: (event, url) => this.follow(event, url),
      copy: (text) => navigator.clipboard?.writeText(text).then(() => this.toast("Copied.")),
      command: (text) => this.do("say", { text }),
    };
    this.build();
  }

  build() {
    this.title = make("h2", {});
    this.status = make("p", { class: "status", "aria-live": "polite" });
    this.more = make("button", { type: "button", class: "quiet icon", "aria-label": "Chat menu" }, icon("dots"));
    const morePanel = make("div", { class: "menu top" });
    this.lines = make("div", { class: "lines" });
    this.log = make("div", { class: "log", role: "log", tabindex: "0" }, this.lines);
    this.end = keepAtEnd(this.log, this.lines);
    this.toasts = make("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.replyKeys = make("div", { class: "reply-keys", role: "group", "aria-label": "Suggested answers" });
    this.foot = make("div", { class: "foot" });
    this.element = make("section", { class: "phone", "aria-label": `Phone of ${this.person.name}` },
      make("header", { class: "head" },
        make("img", { src: "static/icon.svg", alt: "", width: 38, height: 38 }),
        make("div", { class: "who" }, this.title, this.status), this.more, morePanel),
      make("div", { class: "screen" }, this.log, this.toasts), this.replyKeys, this.foot);
    menu(this.more, morePanel, () => [
      { label: "Send /start again", run: () => this.do("start") },
      this.person.blocked
        ? { label: "Unblock the bot", run: () => this.do("unblock") }
        : { label: "Block the bot", run: () => this.do("block") },
    ]);
    this.composer = this.buildComposer();
    this.update(this.person);
  }

  buildComposer() {
    this.input = make("textarea", { rows: 1, "aria-label": "Message", placeholder: "Message", enterkeyhint: "send", autocomplete: "off" });
    const commands = make("button", { type: "button", class: "quiet icon", "aria-label": "Commands" }, icon("command"));
    const commandPanel = make("div", { class: "menu commands" });
    const attach = make("button", { type: "button", class: "quiet icon", "aria-label": "Attach a sample" }, icon("plus"));
    const attachPanel = make("div", { class: "menu attach" });
    const send = make("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("up"));
    const form = make("form", { class: "composer" }, commands, attach, this.input, send, commandPanel, attachPanel);
    menu(commands, commandPanel, () => this.person.commands.length
      ? this.person.commands.map(({ command, description }) => ({
        label: `/${command}`, note: description, run: () => this.do("say", { text: `/${command}` }) }))
      : [{ label: "/start", note: "The bot has not registered commands yet", run: () => this.do("start") }]);
    menu(attach, attachPanel, () => SAMPLES.map(([kind, label]) => ({ label, run: () => this.do("send", { kind }) })));
    form.addEventListener("submit", (event) => (event.preventDefault(), this.say()));
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), this.say());
    });
    return form;
  }

  update(person) {
    this.person = person;
    this.title.textContent = person.bot;
    this.log.setAttribute("aria-label", `Chat of ${person.name} with ${person.bot}`);
    this.showAction(person);
    this.showFoot(person);
    const keys = person.keyboard.map((row) => make("div", { class: "keys" }, ...row.map((key) =>
      make("button", { type: "button", class: "key", onclick: () => this.answer(key) }, make("span", {}, key.text)))));
    this.replyKeys.replaceChildren(...keys);
    this.replyKeys.hidden = !keys.length;
  }

  showAction(person) {
    clearTimeout(this.timer);
    const words = person.action ? ACTIONS[person.action] || "busy" : person.blocked ? "blocked" : "bot";
    this.status.classList.toggle("busy", Boolean(person.action));
    if (this.status.textContent !== words) this.status.textContent = words;
    if (person.action) this.timer = setTimeout(() => this.showAction({ ...person, action: null }), person.action_ms);
  }

  showFoot(person) {
    const state = person.blocked ? "blocked" : person.started ? "open" : "new";
    if (this.state === state && state === "open") return;
    if (this.state === "new" && state === "new" && this.told === person.description) return;
    const focused = this.foot.contains(document.activeElement);
    this.state = state;
    this.told = person.description;
    const wide = (label, name) => make("button", { type: "button", class: "start", onclick: () => this.do(name) }, label);
    this.welcome?.remove();
    if (state === "new") {
      this.welcome = make("div", { class: "welcome" }, make("p", { class: "what" }, "What can this bot do?"),
        make("p", { dir: "auto" }, person.description || "Press Start to find out."));
      this.lines.append(this.welcome);
    }
    this.foot.replaceChildren(state === "open" ? this.composer : state === "new" ? wide("Start", "start") : wide("Unblock", "unblock"));
    if (focused) this.foot.querySelector("textarea, .start").focus();
  }

  show(messages) {
    if (!messages.length) return;
    for (const message of messages.sort((a, b) => a.id - b.id)) {
      this.end.atEnd ||= message.mine && !this.shown.has(message.id);
      this.place(message);
    }
  }

  place(message) {
    const old = this.shown.get(message.id);
    if (message.gone) {
      if (old?.contains(document.activeElement)) this.log.focus();
      old?.remove();
      this.shown.delete(message.id);
      return;
    }
    const element = renderMessage(message, this.on);
    this.shown.set(message.id, element);
    if (!old) {
      element.classList.add("fresh");
      this.lines.append(element);
      return;
    }
    const focused = old.contains(document.activeElement);
    old.replaceWith(element);
    if (focused) (element.querySelector(".key") || this.log).focus();
  }

  async press(message, index, element) {
    element.setAttribute("aria-busy", "true");
    const answer = await this.do("press", { message_id: message.id, index });
    element.removeAttribute("aria-busy");
    if (!answer?.answered) return;
    if (answer.url) this.follow(null, answer.url);
    if (answer.text && answer.alert) showAlert(answer.text);
    else if (answer.text) this.toast(answer.text);
  }

  // A link to this very bot stays in the chat.
  follow(event, raw) {
    const url = safeUrl(raw) && new URL(raw);
    if (url && url.hostname === "t.me" && url.pathname.slice(1) === document.body.dataset.bot) {
      event?.preventDefault();
      this.do("start", { payload: url.searchParams.get("start") || undefined });
    } else openWindow(event, url);
  }

  answer(key) {
    if (key.asks === "request_location") return this.do("send", { kind: "location" });
    if (key.asks === "request_contact") return this.do("send", { kind: "contact" });
    return this.do("say", { text: key.text });
  }

  say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    this.do("say", { text });
  }

  fit() {
    this.input.rows = Math.min(5, this.input.value.split("\n").length);
  }

  async do(name, body) {
    try {
      return await act(this.person.id, name, body);
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  toast(text) {
    const element = make("p", { class: "toast", dir: "auto" }, text);
    this.toasts.append(element);
    setTimeout(() => element.remove(), Math.min(8000, 2500 + text.length * 40));
  }
}
