// One message in a conversation, with its files and the replies to it.
import { make, menu } from "../dom.js";
import { showPhoto } from "../dialogs.js";
import { icon } from "../icons.js";
import { Surface } from "./surface.js";
import { renderMarked } from "./text.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function renderAvatar(name, isApp, number) {
  if (isApp) return make("img", { class: "avatar", src: "static/icon.svg", alt: "" });
  return make("span", { class: `avatar hue-${number % 6}`, "aria-hidden": "true" }, [...name][0]?.toUpperCase() || "?");
}

function renderFile(file) {
  const url = `page/slack/files/${file.id}`;
  if (file.picture) {
    const label = file.alt || file.name;
    return make("button", { type: "button", class: "picture", "aria-label": `${label}. Enlarge`, onclick: () => showPhoto(url, label) },
      make("img", { src: url, alt: label, loading: "lazy" }));
  }
  const size = file.size < 1024 ? `${file.size} B` : `${Math.round(file.size / 1024)} kB`;
  return make("a", { class: "attached", href: url, download: file.name },
    make("span", { class: "sign", "aria-hidden": "true" }, icon("down")), make("span", {}, file.name, make("small", {}, size)));
}

export class MessageView {
  constructor(slack, message) {
    this.slack = slack;
    this.surface = new Surface(slack, { channel: message.channel, ts: message.ts }, (words, node) => this.warn(words, node));
    this.head = make("p", { class: "by" });
    this.text = make("div", { class: "said", dir: "auto" });
    this.files = make("div", { class: "files" });
    this.replies = make("div", { class: "replies" });
    const name = slack.names.get(message.user) || slack.app.name;
    this.element = make("article", { class: `entry${message.only ? " private" : ""}`, dataset: { ts: message.ts }, tabindex: "-1" },
      renderAvatar(name, message.bot, slack.numberOf(message.user)),
      make("div", { class: "body" }, message.only ? make("p", { class: "only" }, "Only visible to you") : null, this.head, this.text, this.surface.element, this.files, this.replies));
    this.update(message, name);
    this.addMenu();
  }

  update(message, name = this.name) {
    Object.assign(this, { message, name });
    const at = new Date(Number(message.ts) * 1000);
    this.head.replaceChildren(make("b", {}, name), message.bot ? make("small", { class: "app-mark" }, "APP") : "",
      make("time", { datetime: at.toISOString() }, clock.format(at)));
    const words = message.blocks.length ? [] : renderMarked(message.text, this.slack.names);
    if (message.edited) words.push(...(words.length ? [" "] : []), make("small", { class: "aside" }, "(edited)"));
    this.text.replaceChildren(...words);
    this.text.hidden = !words.length;
    this.files.replaceChildren(...message.files.map(renderFile));
    if (!this.surface.update(message)) this.element.querySelector(".act, [data-which]")?.focus();
    // The mark belongs below what was edited.
    if (message.blocks.length) this.surface.element.after(this.text);
  }

  addMenu() {
    const { slack, message } = this;
    if (message.only) return;
    const more = make("button", { type: "button", class: "quiet icon more", "aria-label": `More actions on the message of ${this.name}` }, icon("dots"));
    const panel = make("div", { class: "menu top" });
    menu(more, panel, () => [
      ...Object.entries(slack.app.message_shortcuts).map(([name, label]) => (
        { label, note: "Shortcut", run: () => this.surface.act("shortcut", { name }, more) })),
      { label: "Reply in thread", run: () => slack.composer.answer(this.message) },
      ...(message.user === slack.me ? [{ label: "Delete", run: () => this.surface.act("delete", {}) }] : []),
    ]);
    this.element.append(make("div", { class: "has-menu" }, more, panel));
  }

  // What Slack shows when the app has not answered: a sign beside what was pressed.
  warn(words, node) {
    if (words !== "⚠" || !node?.isConnected) return this.slack.toast(words === "⚠" ? `${this.slack.app.name} did not answer.` : words);
    const text = `${this.slack.app.name} did not answer`;
    if (!node.nextElementSibling?.matches(".warn")) node.after(make("span", { class: "warn", role: "img", "aria-label": text, title: text }, "⚠"));
    this.slack.say(`${text}.`);
  }
}
