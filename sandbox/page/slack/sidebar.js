// The places of a workspace, and the people that one can be in it.
import { addColleague } from "../api.js";
import { make } from "../dom.js";
import { icon } from "../icons.js";
import { renderAvatar } from "./message.js";

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

function describe(person, people) {
  const language = person.language === "en" ? "" : LANGUAGES.of(person.language);
  const team = people.some((other) => other.team !== person.team) ? person.team : "";
  return [person.admin ? "admin" : "", language, team].filter(Boolean).join(", ");
}

export class Sidebar {
  constructor(slack) {
    this.slack = slack;
    this.team = make("p", { class: "team" });
    this.places = make("div", { class: "group" });
    this.people = make("div", { class: "group", role: "group", "aria-label": "Be somebody" });
    this.install = make("a", { class: "line", target: "_blank", rel: "noopener noreferrer", hidden: true }, icon("out"), "Install the app");
    this.element = make("nav", { class: "side", "aria-label": "Workspace" }, this.team,
      make("h3", {}, "Conversations"), this.places, make("h3", {}, "You are"), this.people,
      make("button", { type: "button", class: "line", onclick: () => document.getElementById("colleague-dialog").showModal() },
        icon("plus"), "Add a colleague"), this.install);
    this.listenToDialog();
  }

  listenToDialog() {
    const form = document.querySelector("#colleague-dialog form");
    form.onsubmit = async () => {
      const values = new FormData(form);
      const { id } = await addColleague({
        name: values.get("name"), locale: values.get("locale"), admin: values.has("admin"), like: this.slack.me,
      });
      form.reset();
      this.slack.meet(id);
    };
  }

  update() {
    const { slack } = this;
    const focused = document.activeElement?.dataset.line;
    const person = slack.person;
    this.team.textContent = person?.team || "";
    const channels = [...slack.channels.values()].filter(({ members }) => members.includes(slack.me));
    this.places.replaceChildren(
      ...channels.map((channel) => this.placeLine(channel.id, channel.name, icon(channel.private ? "lock" : "hash"))),
      ...(person?.dm ? [this.placeLine(person.dm, slack.app.name, renderAvatar(slack.app.name, true, 0))] : []));
    this.people.replaceChildren(...slack.people.map((one) => this.personLine(one)));
    this.install.hidden = !slack.app.install;
    if (slack.app.install) this.install.href = slack.app.install;
    if (focused) this.element.querySelector(`[data-line="${CSS.escape(focused)}"]`)?.focus();
  }

  placeLine(id, name, sign) {
    const news = this.slack.news.has(`${this.slack.me} ${id}`);
    return make("button", {
      type: "button", class: `line${news ? " news" : ""}`, dataset: { line: id },
      "aria-current": this.slack.place === id ? "page" : null, onclick: () => this.slack.enter(id),
    }, sign, make("span", {}, name), news ? make("span", { class: "sr" }, " (new)") : null);
  }

  personLine(person) {
    const note = describe(person, this.slack.people);
    const news = person.id !== this.slack.me && [...this.slack.news].some((name) => name.startsWith(`${person.id} `));
    return make("button", {
      type: "button", class: `line${news ? " news" : ""}`, dataset: { line: person.id },
      "aria-pressed": String(person.id === this.slack.me), onclick: () => this.slack.become(person.id),
    }, renderAvatar(person.name, false, this.slack.numberOf(person.id)), make("span", {}, person.name),
    note ? make("small", {}, note) : null, news ? make("span", { class: "sr" }, " (new)") : null);
  }
}
