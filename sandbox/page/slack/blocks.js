// Block Kit's blocks as elements. `on` as in elements.js.
import { make } from "../dom.js";
import { showPhoto } from "../dialogs.js";
import { renderElement } from "./elements.js";
import { renderMarked, renderRich, renderText } from "./text.js";

let fields = 0;

function picture(part, on, small) {
  const src = part.slack_file && `page/slack/files/${part.slack_file.id || on.fileAt(part.slack_file.url)}`;
  if (!src) return make("p", { class: "aside" }, part.alt_text); // an address elsewhere: nothing is loaded from there
  const image = make("img", { src, alt: part.alt_text, loading: "lazy" });
  if (small) return image;
  return make("button", { type: "button", class: "picture", "aria-label": `${part.alt_text}. Enlarge`, onclick: () => showPhoto(src, part.alt_text) }, image);
}

function accessory(block, on, values) {
  const element = block.accessory;
  if (!element) return null;
  if (element.type === "image") return make("div", { class: "accessory" }, picture(element, on));
  const which = `${block.block_id}/${element.action_id}`;
  const label = nameOf(element, block.text?.text);
  return make("div", { class: "accessory" }, renderElement(element, which, on, { state: values?.[element.action_id], label }));
}

function section(block, on, values) {
  const text = block.text && make("p", { class: "text" }, ...renderText(block.text, on.names));
  const pairs = block.fields && make("div", { class: "fields" }, ...block.fields.map((field) => make("p", {}, ...renderText(field, on.names))));
  return make("div", { class: "section" }, make("div", { class: "words" }, text, pairs), accessory(block, on, values));
}

// What an element is called that has no words of its own and no block that says it.
const PICKED = { datepicker: "Date", timepicker: "Time", checkboxes: "Choose", radio_buttons: "Choose" };

function nameOf(element, near) {
  return element.type === "button" ? "" : near || element.placeholder?.text || PICKED[element.type] || "Choose an option";
}

function actions(block, on, values) {
  return make("div", { class: "actions" }, ...block.elements.map((element) =>
    renderElement(element, `${block.block_id}/${element.action_id}`, on,
      { state: values?.[element.action_id], label: nameOf(element) })));
}

function input(block, on, values, error) {
  const { element, optional = false } = block;
  const id = `field-${++fields}`;
  const control = renderElement(element, `${block.block_id}/${element.action_id}`, on, { state: values?.[element.action_id], optional });
  const field = control.matches("input, textarea, .boxes") ? control : control.querySelector("input");
  field.id = id;
  const hint = block.hint && make("p", { class: "field-hint", id: `${id}-hint` }, block.hint.text);
  const problem = error && make("p", { class: "field-error", id: `${id}-error` }, error);
  const about = [problem, hint].filter(Boolean).map((node) => node.id).join(" ");
  if (about) field.setAttribute("aria-describedby", about);
  if (error) field.setAttribute("aria-invalid", "true");
  if (!optional) field.setAttribute("aria-required", "true");
  return make("div", { class: "field" },
    make("label", { for: id }, block.label.text, optional ? make("span", { class: "aside" }, " (optional)") : null), control, problem, hint);
}

function table(block, on) {
  const cell = (part) => part.type === "rich_text" ? renderRich(part, on.names) : [part.text];
  const row = (tag) => (cells) => make("tr", {}, ...cells.map((part) => make(tag, {}, ...cell(part))));
  const [head, ...rest] = block.rows;
  return make("div", { class: "table" }, make("table", {}, make("thead", {}, row("th")(head)), make("tbody", {}, ...rest.map(row("td")))));
}

const RENDER = {
  header: (block) => make("h3", { class: "heading" }, block.text.text),
  section,
  context: (block, on) => make("div", { class: "context" }, ...block.elements.map((part) =>
    part.type === "image" ? picture(part, on, true) : make("p", {}, ...renderText(part, on.names)))),
  divider: () => make("hr"),
  actions,
  input,
  image: (block, on) => make("figure", {}, block.title ? make("figcaption", {}, block.title.text) : null, picture(block, on)),
  rich_text: (block, on) => make("div", { class: "rich" }, ...renderRich(block, on.names)),
  table,
  markdown: (block, on) => make("p", { class: "text" }, ...renderMarked(block.text, on.names)),
};

export function renderBlock(block, on, values, error) {
  const draw = RENDER[block.type];
  return draw ? draw(block, on, values, error) : make("p", { class: "unknown" }, block.type);
}
