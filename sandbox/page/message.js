// One message as an element.
import { make } from "./dom.js";
import { renderText } from "./entities.js";
import { icon } from "./icons.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function describe(message) {
  const extra = message.extra || {};
  switch (message.kind) {
    case "voice": return [icon("voice"), `Voice message, ${extra.duration} s`];
    case "video_note": return ["📹", `Video message, ${extra.duration} s`];
    case "sticker": return [extra.emoji, "Sticker"];
    case "location": return [icon("place"), `${extra.latitude.toFixed(4)}, ${extra.longitude.toFixed(4)}`];
    case "contact": return [icon("person"), `${extra.first_name}, ${extra.phone_number}`];
    case "poll": return ["📊", extra.question];
    case "dice": return ["🎲", String(extra.value)];
    default: return ["•", message.kind.replaceAll("_", " ")];
  }
}

function renderPhoto(message, on) {
  const { url, width, height } = message.file;
  const label = message.text ? `Photo: ${message.text}` : "Photo";
  const image = make("img", { src: url, alt: label, width, height, loading: "lazy" });
  return make("button", { type: "button", class: "picture", "aria-label": `${label}. Enlarge`, onclick: () => on.photo(url, label) }, image);
}

function renderMedia(message, on) {
  if (message.kind === "text" || message.kind === "service") return null;
  if (message.kind === "photo") return renderPhoto(message, on);
  if (message.kind === "document") {
    const size = message.file.size < 1024 ? `${message.file.size} B` : `${Math.round(message.file.size / 1024)} kB`;
    return make("a", { class: "file", href: message.file.url, download: message.file.name },
      make("span", { class: "sign", "aria-hidden": "true" }, icon("down")),
      make("span", {}, message.file.name, make("small", {}, size)));
  }
  const [sign, words] = describe(message);
  return make("p", { class: `media ${message.kind}` }, make("span", { class: "sign", "aria-hidden": "true" }, sign), words);
}

function renderButton(button, index, message, on) {
  if (button.url) {
    return make("a", {
      class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer",
      onclick: (event) => on.link(event, button.url),
    }, make("span", {}, button.text), make("span", { class: "mark", "aria-hidden": "true" }, icon("out")), make("span", { class: "sr" }, " (opens a window)"));
  }
  const element = make("button", { type: "button", class: "key" }, make("span", {}, button.text));
  element.addEventListener("click", () => (button.copy !== null ? on.copy(button.copy) : on.press(message, index, element)));
  return element;
}

function renderKeyboard(message, on) {
  if (!message.buttons.length) return null;
  let index = 0;
  const rows = message.buttons.map((row) =>
    make("div", { class: "keys" }, ...row.map((button) => renderButton(button, index++, message, on))));
  return make("div", { class: "keyboard", role: "group", "aria-label": "Answers" }, ...rows);
}

export function renderMessage(message, on) {
  if (message.kind === "service") return make("div", { class: "message service" }, "The chat changed.");
  const at = new Date(message.at);
  const bubble = make("div", { class: `bubble ${message.kind}` },
    make("span", { class: "sr" }, message.mine ? "You: " : "Bot: "),
    message.reply ? make("p", { class: "quote" }, message.reply.text || "Message") : null,
    renderMedia(message, on),
    message.text ? make("div", { class: "text", dir: "auto" }, ...renderText(message.text, message.entities, on.command)) : null,
    make("span", { class: "meta" }, message.edited ? "edited " : "", make("time", { datetime: message.at }, clock.format(at))));
  return make("div", { class: `message ${message.mine ? "mine" : "theirs"}`, dataset: { id: message.id } },
    bubble, renderKeyboard(message, on));
}
