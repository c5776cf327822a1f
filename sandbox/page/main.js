// Puts the phones and the Slack window on the table and keeps them up to date.
import { listen } from "./api.js";
import { connectAddDialog, connectWeatherDialog } from "./dialogs.js";
import { make } from "./dom.js";
import { Phone } from "./phone.js";
import { SlackWindow } from "./slack/window.js";

const table = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const lost = document.getElementById("lost");
const SLACK = "slack";
const panes = new Map(); // by a customer's id, or SLACK: what is shown, and its tab on a small screen
const phones = new Map();
let slack = null;
let active = null;
let wanted = null;

function select(id, focus = false) {
  active = id;
  for (const [other, { element, tab }] of panes) {
    const chosen = other === id;
    element.classList.toggle("active", chosen);
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.classList.remove("news");
    if (chosen && focus) tab.focus();
  }
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const shown = [...tabs.children];
  const next = shown[(shown.indexOf(panes.get(active).tab) + step + shown.length) % shown.length];
  select([...panes.keys()].find((id) => panes.get(id).tab === next), true);
}

// The Slack window stays at the end.
function addPane(id, element, name, note) {
  const tab = make("button", { type: "button", role: "tab", "aria-controls": element.id, onclick: () => select(id), onkeydown: moveTab },
    name, make("small", {}, note));
  const place = make("div", { class: `place ${id === SLACK ? SLACK : ""}` }, make("p", { class: "caption" }, name, make("small", {}, note)), element);
  panes.set(id, { element, tab, place });
  const last = id === SLACK ? undefined : panes.get(SLACK);
  tabs.insertBefore(tab, last?.tab || null);
  table.insertBefore(place, last?.place || null);
  tabs.hidden = panes.size < 2;
  if (active === null) select(id);
}

function removePane(id) {
  const { tab, place } = panes.get(id);
  tab.remove();
  place.remove();
  panes.delete(id);
  if (active === id) active = null;
}

function addPhone(person) {
  const phone = new Phone(person);
  phone.element.id = `phone-${person.id}`;
  phones.set(person.id, phone);
  addPane(person.id, phone.element, person.name, person.language || "");
  if (wanted !== person.id) return;
  wanted = null;
  select(person.id);
  phone.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  phone.element.querySelector(".start, textarea")?.focus();
}

function updatePhones(view) {
  if (view.reset) {
    for (const id of phones.keys()) removePane(id);
    phones.clear();
  }
  document.body.dataset.bot = view.bot.username;
  for (const person of view.people) {
    if (phones.has(person.id)) phones.get(person.id).update(person);
    else addPhone(person);
  }
  const byChat = Map.groupBy(view.messages, (message) => message.chat);
  for (const [id, messages] of byChat) {
    phones.get(id).show(messages);
    if (!view.reset && id !== active && messages.some((message) => !message.mine)) panes.get(id).tab.classList.add("news");
  }
}

function updateSlack(view) {
  if (view.reset) {
    if (slack) removePane(SLACK);
    slack = new SlackWindow(view.app);
  }
  const news = slack.update(view);
  if (view.reset) addPane(SLACK, slack.element, "Slack", view.people[0]?.team || "");
  if (news && active !== SLACK) panes.get(SLACK).tab.classList.add("news");
}

const THEMES = { auto: "automatic", light: "light", dark: "dark" };

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  document.getElementById("theme").setAttribute("aria-label", `Theme: ${THEMES[name]}`);
  document.getElementById("theme").title = `Theme: ${THEMES[name]}`;
  localStorage.setItem("theme", name);
}

document.getElementById("theme").addEventListener("click", () => {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]);
});

const stored = localStorage.getItem("theme");
setTheme(stored in THEMES ? stored : "auto");
connectAddDialog((id) => {
  if (phones.has(id)) select(id);
  else wanted = id;
});
connectWeatherDialog();
listen({ phones: updatePhones, slack: updateSlack }, (answering) => (lost.hidden = answering));
