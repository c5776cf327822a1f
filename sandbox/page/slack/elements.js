// Block Kit's interactive elements. `on` is the surface that they are on: what it holds, and what it can do.
import { make, menu, openWindow, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { Combobox } from "./combobox.js";
import { askConfirm } from "./confirm.js";
import { renderText } from "./text.js";

const entryOf = (option) => ({ value: option.value, label: option.text.text, note: option.description?.text });
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Asks where a dialog is wanted; the answer goes along, as the emulator wants to hear it.
async function sure(element, on) {
  if (!element.confirm) return {};
  return (await askConfirm(element.confirm, on.names)) ? { confirm: true } : null;
}

function button(element, which, on) {
  const style = `act ${element.style || ""}`;
  const words = make("span", {}, element.text.text);
  const label = element.accessibility_label || null;
  if (element.url) {
    return make("a", {
      class: style, href: safeUrl(element.url), target: "_blank", rel: "noopener noreferrer", dataset: { which }, "aria-label": label,
      onclick: (event) => (on.act("press", { which }), openWindow(event, safeUrl(element.url))),
    }, words, icon("out"), make("span", { class: "sr" }, " (opens a window)"));
  }
  return make("button", {
    type: "button", class: style, dataset: { which }, "aria-label": label,
    onclick: async ({ currentTarget }) => {
      const answer = await sure(element, on);
      if (answer) on.act("press", { which, ...answer }, currentTarget);
    },
  }, words);
}

function overflow(element, which, on) {
  const opener = make("button", { type: "button", class: "act icon", dataset: { which }, "aria-label": "More" }, icon("dots"));
  const panel = make("div", { class: "menu" });
  menu(opener, panel, () => element.options.map((option) => ({
    label: option.text.text, note: option.description?.text,
    run: async () => {
      if (option.url) openWindow(null, safeUrl(option.url));
      const answer = await sure(element, on);
      if (answer) on.act("choose", { which, wanted: option.text.text, ...answer }, opener);
    },
  })));
  return make("span", { class: "has-menu" }, opener, panel);
}

function optionsOf(element) {
  const groups = element.option_groups || [];
  return element.options?.map(entryOf) || groups.flatMap(({ label, options }) => options.map((option) => ({ note: label.text, ...entryOf(option) })));
}

// What a menu of this kind offers for these words.
function finder(element, which, on) {
  const among = (entries) => (words) => Promise.resolve(entries().filter(({ label }) => fold(label).includes(fold(words))));
  if (element.type.includes("external")) return async (words) => (await on.lookUp(which, words)).map(entryOf);
  if (element.type.includes("users")) return among(on.people);
  if (element.type.includes("conversations") || element.type.includes("channels")) return among(on.channels);
  return among(() => optionsOf(element));
}

function chosenOf(element, state, on) {
  const options = state.selected_options || (state.selected_option ? [state.selected_option] : []);
  const ids = state.selected_users || state.selected_conversations || state.selected_channels
    || [state.selected_user || state.selected_conversation || state.selected_channel].filter(Boolean);
  return [...options.map(entryOf), ...ids.map((value) => ({ value, label: on.names.get(value) || value }))];
}

// The emulator finds an option by its words first, as people do, and by its value where words are not enough.
function nameOf(entry, entries) {
  return entries.filter(({ label }) => label === entry.label).length === 1 ? entry.label : entry.value;
}

function select(element, which, on, { state, label, optional }) {
  const several = element.type.startsWith("multi_");
  const byId = /users|conversations|channels/.test(element.type);
  const combo = new Combobox({
    which, label, several, optional,
    placeholder: element.placeholder?.text || (several ? "Choose" : "Choose an option"),
    asks: element.type.includes("external"),
    least: element.type.includes("external") ? element.min_query_length ?? 3 : 0,
    find: finder(element, which, on),
    chosen: chosenOf(element, state, on),
    change: async (entries) => {
      const names = entries.map((entry) => byId ? entry.value : nameOf(entry, combo.entries));
      const answer = await sure(element, on);
      if (answer) on.act("choose", { which, wanted: several ? names : names[0] ?? null, ...answer }, combo.element);
      else on.refresh();
    },
  });
  return combo.element;
}

function picker(element, which, on, { state, label }) {
  const type = { datepicker: "date", timepicker: "time" }[element.type];
  const value = on.valueOf(which, state);
  const input = make("input", { type, value, dataset: { which }, "aria-label": label || null });
  input.addEventListener("input", () => on.type(which, input.value));
  input.addEventListener("blur", () => on.commit(which));
  return input;
}

const KEYBOARDS = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };

function typed(element, which, on, { state, label }) {
  const tag = element.multiline ? "textarea" : "input";
  const input = make(tag, {
    type: tag === "input" ? "text" : null, rows: element.multiline ? 4 : null, inputmode: KEYBOARDS[element.type], autocomplete: "off",
    placeholder: element.placeholder?.text, maxlength: element.max_length, dataset: { which }, "aria-label": label || null,
    oninput: () => on.type(which, input.value),
  });
  input.value = on.valueOf(which, state);
  return input;
}

let groups = 0;

function boxes(element, which, on, { state, label }) {
  const several = element.type === "checkboxes";
  const held = new Set((state.selected_options || [state.selected_option].filter(Boolean)).map(({ value }) => value));
  const name = `boxes-${++groups}`;
  const group = make("div", { class: "boxes", role: several ? "group" : "radiogroup", "aria-label": label || null });
  const tell = async () => {
    const wanted = element.options.filter((_, number) => group.querySelectorAll("input")[number].checked).map(({ text }) => text.text);
    const answer = await sure(element, on);
    if (answer) on.act("choose", { which, wanted: several ? wanted : wanted[0], ...answer }, group);
    else on.refresh();
  };
  group.append(...element.options.map((option, number) => make("label", {},
    make("input", { type: several ? "checkbox" : "radio", name, checked: held.has(option.value), onchange: tell, dataset: number ? {} : { which } }),
    make("span", {}, ...renderText(option.text, on.names), option.description ? make("small", {}, ...renderText(option.description, on.names)) : null))));
  return group;
}

// `label` where no block says what the element is for; `state` is what it holds.
export function renderElement(element, which, on, { state = {}, label = "", optional = false } = {}) {
  const how = { state, label, optional };
  if (element.type === "button") return button(element, which, on);
  if (element.type === "overflow") return overflow(element, which, on);
  if (element.type.endsWith("_select")) return select(element, which, on, how);
  if (element.type === "datepicker" || element.type === "timepicker") return picker(element, which, on, how);
  if (element.type.endsWith("_input")) return typed(element, which, on, how);
  if (element.type === "checkboxes" || element.type === "radio_buttons") return boxes(element, which, on, how);
  return make("span", { class: "unknown" }, element.type);
}
