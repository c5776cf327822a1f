// Everything that the page says to the server.

async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(result.message || `The sandbox answered ${answer.status}.`);
  return result;
}

export const act = (person, name, body = {}) => send(`page/people/${person}/${name}`, body);
export const slackAct = (person, name, body = {}) => send(`page/slack/people/${person}/${name}`, body);
export const addColleague = (body) => send("page/slack/people", body);
export const addPerson = (name, language) => send("page/people", { name, language });
export const changeSessions = (name) => send(`page/flatpeak/${name}`, {});
export const changeScenario = (body) => send("flatpeak/_sandbox/scenario", body);

export const changeGeneration = (name) => send("flatpeak/_sandbox/generation", { name });

export async function readGeneration() {
  const answer = await fetch("flatpeak/_sandbox/generation");
  return answer.json();
}

export async function readScenario() {
  const answer = await fetch("flatpeak/_sandbox/scenario").catch(() => null);
  return answer && answer.ok ? answer.json() : null;
}

export function listen(onViews, onState) {
  const source = new EventSource("page/events");
  for (const [name, onView] of Object.entries(onViews)) {
    source.addEventListener(name, (event) => {
      onState(true);
      onView(JSON.parse(event.data));
    });
  }
  source.onerror = () => onState(false);
}
