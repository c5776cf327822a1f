// The dialogs that belong to no phone.
import { addPerson, changeGeneration, changeScenario, changeSessions, readGeneration, readScenario } from "./api.js";
import { make } from "./dom.js";

const find = (id) => document.getElementById(id);

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}

export function showAlert(text) {
  find("alert-text").textContent = text;
  find("alert-dialog").showModal();
}

export function showPhoto(url, label) {
  const image = find("photo-full");
  image.src = url;
  image.alt = label;
  find("photo-dialog").showModal();
}

export function connectAddDialog(onAdded) {
  const dialog = find("add-dialog");
  const form = dialog.querySelector("form");
  find("add").addEventListener("click", () => {
    form.reset();
    dialog.showModal();
  });
  form.addEventListener("submit", async () => {
    const values = new FormData(form);
    onAdded((await addPerson(values.get("name"), values.get("language"))).id);
  });
}

// Words for the switches that we know; one that we do not know shows its name.
const SWITCHES = {
  pending: ["Tariffs stay pending", "Reading a tariff after a login takes until it is ended below"],
  no_providers: ["No providers", "The list of providers is empty"],
  account_disabled: ["Account disabled", "Every REST call is refused"],
  strict_surcharge: ["Strict surcharge", "A percentage of zero is refused"],
  sparse_actions: ["Sparse actions", "Pages list only the actions of the published samples"],
  later_names: ["Later names", "Pages use the names of a later generation"],
  token_in_redirect: ["Token in the redirect", "The login address carries the token already"],
  old_create_path: ["Old path to create a session", "The new one does not exist"],
  advanced_preview: ["Advanced page", "zero offers to describe a tariff in full"],
  dates_as_text: ["Dates as text", "The advanced page takes the days of a month as a text"],
  older_summary: ["Older summary", "busbar shows its tariffs in the second published form"],
  oldest_summary: ["Oldest summary", "busbar shows its tariffs in the first published form"],
  older_landing: ["Older list of programmes", "busbar lists the providers of virtual power plants"],
  options_as_actions: ["Structures as actions", "busbar takes a price structure as an action"],
};
const FAULTS = {
  down: "Down", slow: "Slow (8 s)", server_error: "Server error", rate_limit: "Too many calls", drop: "Connection breaks",
  html: "HTML instead of JSON", truncated: "Half an answer", empty: "Empty answer", no_data: "Page without data",
  unknown_route: "Unknown page", error_page: "Error page",
};
const SESSIONS = {
  expire: "Expire every session", connect_pending: "Pending becomes connected", fail_pending: "Pending fails",
  vpp_next: "Power plant: next step", vpp_leave: "Power plant: give notice",
};
const SLOW_S = 8;

export function connectWeatherDialog() {
  const dialog = find("weather-dialog");
  find("weather").addEventListener("click", async () => {
    await renderWeather();
    dialog.showModal();
  });
}

async function renderWeather(note = "") {
  const body = find("weather-body");
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  const scenario = await readScenario();
  if (!scenario) {
    body.replaceChildren(make("p", {}, "There is no FlatPeak in this sandbox."));
    return;
  }
  const spoken = await readGeneration();
  body.replaceChildren(...renderGenerations(spoken), ...renderFaults(scenario), ...renderSessions(note), ...renderSwitches(scenario));
  if (focused) body.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
}

const choice = (name, label, run) =>
  make("button", { type: "button", class: "chip", dataset: { name }, onclick: run }, label);

async function change(body) {
  try {
    await changeScenario(body);
    await renderWeather();
  } catch (error) {
    await renderWeather(error.message);
  }
}

function renderGenerations({ name, names }) {
  const speak = async (one) => {
    await changeGeneration(one);
    await renderWeather();
  };
  const chips = names.map((one) => {
    const chip = choice(one, one, () => speak(one));
    chip.setAttribute("aria-pressed", String(one === name));
    return chip;
  });
  return [
    make("h3", {}, "What the account speaks"),
    make("div", { class: "chips" }, ...chips),
    make("p", { class: "note" }, "A bot of an older generation is refused, as FlatPeak would. To have it speak another one, start it with FLATPEAK_VERSION."),
  ];
}

function renderFaults({ faults = [] }) {
  const arm = (kind) => change({ faults: [...faults, { kind, delay_s: kind === "slow" ? SLOW_S : 0 }] });
  const waiting = faults.map(({ kind }) => FAULTS[kind] || kind).join(", then ");
  return [
    make("h3", {}, "The next answer of Connect"),
    make("div", { class: "chips" }, ...Object.entries(FAULTS).map(([kind, label]) => choice(kind, label, () => arm(kind)))),
    make("p", { class: "note", role: "status" }, waiting ? `Waiting: ${waiting}. ` : "All is well.",
      waiting ? choice("clear", "Clear", () => change({ faults: [] })) : null),
  ];
}

function renderSessions(note) {
  const run = async (name) => {
    const { changed } = await changeSessions(name).catch((error) => ({ changed: error.message }));
    await renderWeather(`Changed: ${changed}.`);
  };
  return [
    make("h3", {}, "Sessions and tariffs"),
    make("div", { class: "chips" }, ...Object.entries(SESSIONS).map(([name, label]) => choice(name, label, () => run(name)))),
    make("p", { class: "note", role: "status" }, note),
  ];
}

function renderSwitches(scenario) {
  const names = Object.keys(scenario).filter((name) => typeof scenario[name] === "boolean");
  return [make("h3", {}, "Lasting switches"), ...names.map((name) => {
    const [label, note] = SWITCHES[name] || [name.replaceAll("_", " "), ""];
    const box = make("input", { type: "checkbox", role: "switch", dataset: { name }, checked: scenario[name],
      onchange: (event) => change({ [name]: event.target.checked }) });
    return make("label", { class: "switch" }, make("span", {}, label, make("small", {}, note)), box);
  })];
}
