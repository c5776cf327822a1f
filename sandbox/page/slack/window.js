// The Slack window: one person of a workspace at a time, and what they see.
import { slackAct } from "../api.js";
import { keepAtEnd, make } from "../dom.js";
import { icon } from "../icons.js";
import { Composer } from "./composer.js";
import { MessageView, renderAvatar } from "./message.js";
import { Modals } from "./modals.js";
import { Sidebar } from "./sidebar.js";
import { Surface } from "./surface.js";

export class SlackWindow {
  constructor(app) {
    this.app = app;
    this.people = [];
    this.names = new Map();
    this.channels = new Map();
    this.messages = new Map(); // by channel, then by ts
    this.homes = new Map();
    this.stacks = {};
    this.news = new Set(); // "person channel"
    this.shown = new Map();
    this.tab = "messages";
    this.build();
  }

  build() {
    this.title = make("h2", {});
    this.aside = make("p", { class: "note" });
    this.tabs = make("div", { class: "home-tabs", role: "tablist", "aria-label": this.app.name }, ...["home", "messages"].map((name) =>
      make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.open(name),
        onkeydown: (event) => /^Arrow(Left|Right)$/.test(event.key) && this.open(this.tab === "home" ? "messages" : "home", true) },
      { home: "Home", messages: "Messages" }[name])));
    this.invite = make("button", { type: "button", class: "act", onclick: () => this.act("invite", { channel: this.place }) });
    this.lines = make("div", { class: "lines" });
    this.empty = make("p", { class: "empty" });
    this.log = make("div", { class: "log", role: "log", tabindex: "0" }, this.empty, this.lines);
    this.end = keepAtEnd(this.log, this.lines);
    this.home = make("div", { class: "home", id: "panel-home", role: "tabpanel", "aria-labelledby": "tab-home", tabindex: "0" });
    this.composer = new Composer(this);
    this.chat = make("div", { class: "chat", id: "panel-messages" }, this.log, this.composer.element);
    this.toasts = make("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.spoken = make("p", { class: "sr", role: "status" });
    this.sidebar = new Sidebar(this);
    this.drawer = make("button", { type: "button", class: "quiet icon drawer", "aria-label": "Workspace", "aria-expanded": "false",
      onclick: () => this.slide(this.drawer.getAttribute("aria-expanded") === "false") }, icon("side"));
    this.sign = make("span", { class: "place-sign", "aria-hidden": "true" });
    const main = make("div", { class: "main" },
      make("header", {}, this.drawer, this.sign, make("div", { class: "who" }, this.title, this.aside), this.invite), this.tabs, this.chat, this.home);
    this.modals = new Modals(this, [main, this.sidebar.element]);
    this.element = make("section", { class: "slack", id: "slack", "aria-label": "Slack" },
      this.sidebar.element, main, this.modals.element, this.toasts, this.spoken);
    main.addEventListener("pointerdown", () => this.slide(false));
    this.element.addEventListener("click", (event) => this.follow(event));
  }

  get person() {
    return this.people.find(({ id }) => id === this.me);
  }

  get isHome() {
    return this.tab === "home" && this.place === this.person?.dm;
  }

  numberOf(user) {
    return Math.max(0, this.people.findIndex(({ id }) => id === user));
  }

  // What came from the server. True when there is something new that this person has not seen.
  update(view) {
    const told = JSON.stringify([view.people, view.channels, view.app]);
    Object.assign(this, { app: view.app, people: view.people, stacks: view.modals });
    this.channels = new Map(view.channels.map((channel) => [channel.id, channel]));
    this.names = new Map([...Object.entries(view.names), ...view.channels.map(({ id, name }) => [id, name])]);
    for (const [user, home] of Object.entries(view.homes)) this.homes.set(user, home);
    for (const message of view.messages) this.keep(message);
    for (const [channel, ts] of view.gone) this.forget(channel, ts);
    const fresh = view.reset ? [] : this.noteNews(view.messages);
    if (!this.person || this.names.has(this.awaited)) this.become(this.awaited || this.people[0]?.id);
    else if (told !== this.told || fresh.length) this.showPlace();
    this.told = told;
    if (view.homes[this.me]) this.showHome();
    this.modals.update(this.stacks[this.me] || []);
    return fresh.length > 0;
  }

  keep(message) {
    if (!this.messages.has(message.channel)) this.messages.set(message.channel, new Map());
    const isNew = !this.messages.get(message.channel).has(message.ts);
    this.messages.get(message.channel).set(message.ts, message);
    message.fresh = isNew;
    if (message.channel === this.place && (!message.only || message.only === this.me)) this.put(message);
  }

  forget(channel, ts) {
    this.messages.get(channel)?.delete(ts);
    const view = channel === this.place && this.shown.get(ts);
    if (!view) return;
    if (view.element.contains(document.activeElement)) this.log.focus();
    view.element.remove();
    this.shown.delete(ts);
  }

  // Who has something new to read that is not before their eyes.
  noteNews(messages) {
    const names = messages.filter((message) => message.fresh && message.bot).flatMap((message) => {
      const readers = message.only ? [message.only] : this.channels.get(message.channel)?.members
        || this.people.filter(({ dm }) => dm === message.channel).map(({ id }) => id);
      return readers.map((id) => `${id} ${message.channel}`);
    }).filter((name) => name !== `${this.me} ${this.place}` || this.isHome);
    for (const name of names) this.news.add(name);
    return names;
  }

  put(message) {
    const known = this.shown.get(message.ts);
    if (known) return known.update(message);
    this.empty.hidden = true;
    const view = new MessageView(this, message);
    this.shown.set(message.ts, view);
    const parent = message.thread && this.shown.get(message.thread);
    const list = parent ? parent.replies : this.lines;
    const after = [...list.children].find((element) => element.dataset.ts > message.ts);
    list.insertBefore(view.element, after || null);
    if (message.fresh) view.element.classList.add("fresh");
    this.end.atEnd ||= message.user === this.me;
  }

  // Be somebody as soon as they are known here.
  meet(id) {
    if (this.names.has(id)) this.become(id);
    else this.awaited = id;
  }

  become(id) {
    if (!id) return;
    this.awaited = null;
    const wasDm = !this.place || this.place === this.person?.dm;
    this.me = id;
    const there = !wasDm && this.channels.get(this.place)?.members.includes(id);
    this.modals.clear();
    this.homeSurface = null;
    this.enter(there ? this.place : this.person?.dm || null);
    this.modals.update(this.stacks[id] || []);
  }

  enter(channel) {
    this.place = channel;
    this.shown.clear();
    this.lines.replaceChildren();
    this.end.atEnd = true;
    const messages = [...this.messages.get(channel)?.values() || []].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    for (const message of messages) {
      message.fresh = false;
      if (!message.only || message.only === this.me) this.put(message);
    }
    this.slide(false);
    if (channel === this.person?.dm && this.tab === "home") this.open("home");
    else this.showPlace();
  }

  // One of the two tabs of the app.
  open(tab, focus = false) {
    this.tab = tab;
    this.act("open_tab", { tab });
    this.showPlace();
    if (focus) this.tabs.querySelector("[aria-selected=true]").focus();
  }

  showPlace() {
    const channel = this.channels.get(this.place);
    const name = channel ? channel.name : this.app.name;
    const label = channel ? `Message #${name}` : `Message ${name}`;
    if (!this.isHome) this.news.delete(`${this.me} ${this.place}`);
    this.title.textContent = name;
    this.sign.replaceChildren(channel ? icon(channel.private ? "lock" : "hash") : renderAvatar(name, true, 0));
    this.aside.textContent = channel ? `${channel.members.length} members` : this.place ? "App" : "not installed in this workspace";
    this.invite.hidden = !channel || channel.app;
    this.invite.textContent = `Add ${this.app.name}`;
    this.tabs.hidden = Boolean(channel) || !this.place;
    for (const tab of this.tabs.children) {
      const chosen = tab.id === `tab-${this.tab}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.chat.hidden = this.isHome || !this.place;
    this.home.hidden = !this.isHome;
    this.log.setAttribute("aria-label", `Messages with ${name}`);
    if (this.composer.input.getAttribute("aria-label") !== label) this.composer.enter(label);
    this.empty.hidden = this.shown.size > 0;
    this.empty.textContent = channel ? `This is the beginning of #${name}.` : `Write to ${name}, or try ${this.app.command}.`;
    if (this.isHome) this.showHome();
    this.sidebar.update();
  }

  showHome() {
    const home = this.homes.get(this.me);
    if (!home) return this.home.replaceChildren(make("p", { class: "empty" }, `${this.app.name} is getting your page ready …`));
    if (this.homeSurface?.where.view !== home.id) {
      this.homeSurface = new Surface(this, { view: home.id }, (words) => this.toast(words === "⚠" ? `${this.app.name} did not answer.` : words));
      this.home.replaceChildren(this.homeSurface.element);
    }
    if (!this.homeSurface.update(home)) this.home.focus();
  }

  // A link into this very Slack stays in it. docs.slack.dev/interactivity/deep-linking
  follow(event) {
    const href = event.target.closest("a[href]")?.href || "";
    if (!/^https:\/\/(app\.)?slack\.com\/(app_redirect\?|client\/)/.test(href)) return;
    event.preventDefault();
    const channel = new URL(href).searchParams.get("channel");
    this.enter(this.channels.has(channel) ? channel : this.person?.dm || null);
    this.composer.input.focus();
  }

  slide(open) {
    this.drawer.setAttribute("aria-expanded", String(open));
    this.element.classList.toggle("slid", open);
    if (open) this.sidebar.element.querySelector("[aria-current], button")?.focus();
  }

  async act(name, body) {
    try {
      const result = await slackAct(this.me, name, body);
      if (result.trouble && !("view" in body || "ts" in body)) this.toast(result.trouble === "⚠" ? `${this.app.name} did not answer.` : result.trouble);
      return result;
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  say(words) {
    this.spoken.textContent = words;
  }

  toast(text) {
    const element = make("p", { class: "toast", dir: "auto" }, text);
    this.toasts.append(element);
    setTimeout(() => element.remove(), Math.min(8000, 2500 + text.length * 40));
  }
}
