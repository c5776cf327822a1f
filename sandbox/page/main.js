// Puts the phones on the table and keeps them up to date.
import { listen } from "./api.js";
import { connectAddDialog, connectWeatherDialog } from "./dialogs.js";
import { make } from "./dom.js";
import { Phone } from "./phone.js";

const table = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const lost = document.getElementById("lost");
const phones = new Map();
let active = null;
let wanted = null;

function select(id, focus = false) {
  active = id;
  for (const [other, { phone, tab }] of phones) {
    const chosen = other === id;
    phone.element.classList.toggle("active", chosen);
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.classList.remove("news");
    if (chosen && focus) tab.focus();
  }
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const ids = [...phones.keys()];
  select(ids[(ids.indexOf(active) + step + ids.length) % ids.length], true);
}

function addPhone(person) {
  const phone = new Phone(person);
  const tab = make("button", { type: "button", role: "tab", onclick: () => select(person.id), onkeydown: moveTab },
    person.name, make("small", {}, person.language || ""));
  const caption = make("p", { class: "caption" }, person.name, make("small", {}, person.language || ""));
  phone.element.id = `phone-${person.id}`;
  tab.setAttribute("aria-controls", phone.element.id);
  phones.set(person.id, { phone, tab });
  tabs.append(tab);
  table.append(make("div", { class: "place" }, caption, phone.element));
  if (active === null || wanted === person.id) {
    select(person.id);
    phone.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (wanted === person.id) phone.element.querySelector(".start, textarea")?.focus();
    wanted = null;
  }
}

function update(view) {
  if (view.reset) {
    phones.clear();
    table.replaceChildren();
    tabs.replaceChildren();
    active = null;
  }
  document.body.dataset.bot = view.bot.username;
  for (const person of view.people) {
    if (phones.has(person.id)) phones.get(person.id).phone.update(person);
    else addPhone(person);
  }
  tabs.hidden = phones.size < 2;
  const byChat = Map.groupBy(view.messages, (message) => message.chat);
  for (const [id, messages] of byChat) {
    const { phone, tab } = phones.get(id);
    phone.show(messages);
    if (!view.reset && id !== active && messages.some((message) => !message.mine)) tab.classList.add("news");
  }
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
listen(update, (answering) => (lost.hidden = answering));
