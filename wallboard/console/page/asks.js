// What the page asks of the wall, in its words: the actions of the one table.

import { ask, canAct, wall } from "./wall.js";
import { chosenCanvases, prepared, ui, uiChanged } from "./ui.js";

const AGAIN_MS = 400;
const ANSWERED_MS = 600;
let takenAt = 0;

function note(answer) {
  if (!answer.error) return answer;
  ui.note = { error: answer.error, why: answer.why, now: answer.now ?? {}, at: performance.now() };
  uiChanged();
  return answer;
}

// An action that takes nothing but its name; a refusal stands over TAKE.
export async function act(action, options = {}) {
  if (!canAct()) return null;
  return note(await ask(action, options));
}

export function prepare(layout) {
  const state = wall.state;
  if (!state || !canAct()) return;
  const canvases = ui.chosen ? chosenCanvases(state) : [""];
  for (const canvas of canvases) act(`layout:${layout}`, { canvas, argument: { preview: true } });
}

export const empty = (canvas) => act("clear_preview", { canvas });

// A change of what is prepared: page, province, language, currency.
export function adjust(action) {
  if (!wall.state || !canAct()) return;
  for (const canvas of ui.chosen ? chosenCanvases(wall.state) : [""]) act(action, { canvas, argument: { preview: true } });
}

export async function take(kind) {
  const now = performance.now();
  const state = wall.state;
  if (!state || !canAct() || ui.take.phase !== "ready" || now - takenAt < AGAIN_MS) return;
  if (!prepared(state).length || state.locked || wall.me?.role === "viewer") return;
  takenAt = now;
  ui.take = { phase: "sent", at: now, who: "", kind };
  ui.note = null;
  uiChanged();
  const answer = await ask(kind, { revision: state.revision });
  const phase = answer.error ? "refused" : "taken";
  ui.take = { phase, at: performance.now(), who: answer.now?.who ?? "", kind };
  note(answer);
  uiChanged();
  setTimeout(() => {
    ui.take = { phase: "ready", at: performance.now(), who: "", kind };
    uiChanged();
  }, ANSWERED_MS);
}

export const black = (canvas) => act("blackout", { canvas, revision: wall.state?.revision ?? null });
export const understood = () => {
  ui.note = null;
  uiChanged();
};
