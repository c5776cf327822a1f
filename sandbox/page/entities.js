// Text with Telegram's entities as nodes. Offsets are UTF-16 units, as JavaScript counts.
import { make, safeUrl } from "./dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

function wrap(entity, text, nodes, onCommand) {
  const link = (url) => {
    const href = safeUrl(url);
    if (!href) return make("span", {}, ...nodes);
    return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...nodes);
  };
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(/^[a-z]+:/i.test(text) ? text : `https://${text}`);
    case "email": return link(`mailto:${text}`);
    case "bot_command":
      return make("button", { type: "button", class: "command", onclick: () => onCommand(text) }, ...nodes);
    case "spoiler": {
      const spoiler = make("button", { type: "button", class: "spoiler", "aria-label": "Hidden text, press to show" }, ...nodes);
      spoiler.addEventListener("click", () => spoiler.replaceWith(make("span", {}, ...nodes)));
      return spoiler;
    }
    default: return TAGS[entity.type] ? make(TAGS[entity.type], {}, ...nodes) : make("span", {}, ...nodes);
  }
}

export function renderText(text, entities, onCommand) {
  const build = (from, to, inside) => {
    const nodes = [];
    let at = from;
    for (let i = 0; i < inside.length; i++) {
      const entity = inside[i];
      const end = entity.offset + entity.length;
      if (entity.offset < at || end > to) continue; // overlaps what is already shown
      const nested = [];
      while (i + 1 < inside.length && inside[i + 1].offset < end) nested.push(inside[++i]);
      if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
      nodes.push(wrap(entity, text.slice(entity.offset, end), build(entity.offset, end, nested), onCommand));
      at = end;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  };
  return build(0, text.length, entities);
}
