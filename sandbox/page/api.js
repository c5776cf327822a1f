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
export const addPerson = (name, language) => send("page/people", { name, language });
export const changeSessions = (name) => send(`page/flatpeak/${name}`, {});
export const changeScenario = (body) => send("flatpeak/_sandbox/scenario", body);

export async function readScenario() {
  const answer = await fetch("flatpeak/_sandbox/scenario").catch(() => null);
  return answer && answer.ok ? answer.json() : null;
}

export function listen(onView, onState) {
  const source = new EventSource("page/events");
  source.onmessage = (event) => {
    onState(true);
    onView(JSON.parse(event.data));
  };
  source.onerror = () => onState(false);
}
