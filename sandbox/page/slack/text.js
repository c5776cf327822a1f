// Slack's texts as nodes: mrkdwn, plain text and rich text. Nothing in them is ever read as HTML.
import { make, safeUrl } from "../dom.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
const mention = (words) => make("span", { class: "mention" }, words);

function link(address, ...nodes) {
  const href = safeUrl(address);
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...nodes) : make("span", {}, ...nodes);
}

function active(inside, names) {
  const [target, ...rest] = inside.split("|");
  const label = unescape(rest.join("|"));
  if (target[0] === "@") return mention(`@${names.get(target.slice(1)) || label || target.slice(1)}`);
  if (target[0] === "#") return mention(`#${names.get(target.slice(1)) || label || target.slice(1)}`);
  if (target[0] === "!") return mention(label || `@${target.slice(1)}`);
  const address = unescape(target);
  return link(address, label || address.replace(/^mailto:/, ""));
}

const styled = (mark) => new RegExp(`(?<![\\w${mark}])${mark}(\\S(?:[^\\n]*?\\S)?)${mark}(?!\\w)`, "g");
const RULES = [
  [/```\n?([\s\S]+?)\n?```/g, (inside) => make("pre", {}, unescape(inside))],
  [/`([^`\n]+)`/g, (inside) => make("code", {}, unescape(inside))],
  [/<([^<>\n]+)>/g, active],
  [/^&gt; ?(.*)\n?/gm, (inside, names) => make("blockquote", {}, ...renderMarked(inside, names))],
  [styled("\\*"), (inside, names) => make("b", {}, ...renderMarked(inside, names))],
  [styled("_"), (inside, names) => make("i", {}, ...renderMarked(inside, names))],
  [styled("~"), (inside, names) => make("s", {}, ...renderMarked(inside, names))],
];

// docs.slack.dev/messaging/formatting-message-text. What begins first counts, and holds the rest.
export function renderMarked(text, names) {
  const nodes = [];
  for (let at = 0; at < text.length; ) {
    let found = null;
    for (const [pattern, draw] of RULES) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match && (!found || match.index < found.match.index)) found = { match, draw };
    }
    const end = found ? found.match.index : text.length;
    if (end > at) nodes.push(unescape(text.slice(at, end)));
    if (found) nodes.push(found.draw(found.match[1], names));
    at = found ? end + found.match[0].length : end;
  }
  return nodes;
}

// A text object.
export function renderText(part, names) {
  return part.type === "mrkdwn" || part.type === "markdown" ? renderMarked(part.text, names) : [part.text];
}

const STYLES = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u" };
const PARTS = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  emoji: (part) => part.unicode ? String.fromCodePoint(...part.unicode.split("-").map((n) => parseInt(n, 16))) : `:${part.name}:`,
  user: (part, names) => mention(`@${names.get(part.user_id) || part.user_id}`),
  channel: (part, names) => mention(`#${names.get(part.channel_id) || part.channel_id}`),
  usergroup: (part) => mention(`@${part.usergroup_id}`),
  broadcast: (part) => mention(`@${part.range}`),
  date: (part) => new Date(part.timestamp * 1000).toLocaleString(),
  color: (part) => part.value,
};

function renderPart(part, names) {
  const node = PARTS[part.type](part, names);
  const tags = Object.keys(part.style || {}).filter((name) => part.style[name] && STYLES[name]);
  return tags.reduce((inside, name) => make(STYLES[name], {}, inside), node);
}

const parts = (elements, names) => elements.map((part) => renderPart(part, names));
const PARAGRAPHS = {
  rich_text_section: ({ elements }, names) => make("p", {}, ...parts(elements, names)),
  rich_text_preformatted: ({ elements }, names) => make("pre", {}, ...parts(elements, names)),
  rich_text_quote: ({ elements }, names) => make("blockquote", {}, ...parts(elements, names)),
  rich_text_list: ({ elements, style, offset, indent = 0 }, names) =>
    make(style === "ordered" ? "ol" : "ul", { class: `indent-${indent}`, start: offset ? offset + 1 : null },
      ...elements.map((line) => make("li", {}, ...parts(line.elements, names)))),
};

export function renderRich(block, names) {
  return block.elements.map((paragraph) => PARAGRAPHS[paragraph.type](paragraph, names));
}
