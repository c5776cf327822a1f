// Where somebody writes: words, the slash command, files and shortcuts.
import { make, menu } from "../dom.js";
import { icon } from "../icons.js";

const MOST_BYTES = 5_000_000;

function readBase64(file) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(file);
  });
}

export class Composer {
  constructor(slack) {
    this.slack = slack;
    this.thread = null;
    this.input = make("textarea", { rows: 1, enterkeyhint: "send", autocomplete: "off" });
    this.about = make("p", { class: "about", hidden: true });
    this.file = make("input", { type: "file", accept: ".csv,text/csv,text/plain,image/*", "aria-label": "File to upload", hidden: true });
    const attach = make("button", { type: "button", class: "quiet icon", "aria-label": "Files and shortcuts" }, icon("plus"));
    const attachPanel = make("div", { class: "menu" });
    const commands = make("button", { type: "button", class: "quiet icon", "aria-label": "Slash commands" }, icon("command"));
    const commandPanel = make("div", { class: "menu" });
    const send = make("button", { type: "submit", class: "send", "aria-label": "Send now" }, icon("up"));
    this.element = make("form", { class: "writer" }, this.about, this.input, this.file,
      make("div", { class: "tools" }, attach, commands, send, attachPanel, commandPanel));
    menu(attach, attachPanel, () => this.listExtras());
    menu(commands, commandPanel, () => slack.app.commands.map((name) => {
      const text = `${slack.app.command} ${name}`.trim();
      return { label: text, run: () => this.send(text) };
    }));
    this.file.addEventListener("change", () => this.upload());
    this.element.addEventListener("submit", (event) => (event.preventDefault(), this.say()));
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), this.say());
      else if (event.key === "Escape" && this.thread) this.answer(null);
    });
  }

  listExtras() {
    const { slack } = this;
    return [
      { label: "Upload a file", note: "CSV", run: () => this.file.click() },
      ...Object.entries(slack.app.shortcuts).map(([name, label]) => ({ label, note: "Shortcut", run: () => slack.act("shortcut", { name }) })),
    ];
  }

  // The next words answer this message in its thread; null: they do not.
  answer(message) {
    this.thread = message && (message.thread || message.ts);
    this.about.replaceChildren(...(message ? ["Reply in thread ", make("button", { type: "button", class: "plain", onclick: () => this.answer(null) }, "Cancel")] : []));
    this.about.hidden = !message;
    this.input.focus();
  }

  enter(label) {
    this.thread = null;
    this.about.hidden = true;
    this.input.placeholder = label;
    this.input.setAttribute("aria-label", label);
  }

  say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    this.send(text);
  }

  send(text) {
    this.slack.act("say", { channel: this.slack.place, text, thread: this.thread || undefined });
  }

  async upload() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) return this.slack.toast("This sandbox takes files of up to 5 MB.");
    const text = this.input.value.trim();
    this.input.value = "";
    await this.slack.act("upload", { channel: this.slack.place, name: file.name, data: await readBase64(file), text });
    this.input.focus();
  }

  fit() {
    this.input.rows = Math.min(6, this.input.value.split("\n").length);
  }
}
