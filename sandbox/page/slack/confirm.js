// The dialog that asks before something counts.
import { make } from "../dom.js";
import { renderText } from "./text.js";

// True once confirmed, false when denied or closed.
export function askConfirm({ title, text, confirm, deny, style }, names) {
  const before = document.activeElement;
  return new Promise((settle) => {
    const answer = (value, words, look) =>
      make("button", { type: "button", class: `act ${look}`, onclick: () => dialog.close(value) }, words.text);
    const dialog = make("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      make("h2", { id: "confirm-title" }, title.text),
      make("p", { id: "confirm-text" }, ...renderText(text, names)),
      make("div", { class: "row" }, answer("", deny, ""), answer("yes", confirm, style === "danger" ? "danger" : "primary")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus();
      settle(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".row .act:last-child").focus();
  });
}
