// What this page has in hand beside the wall's state: which screens are chosen, which tab is open, what was answered.

export const ui = {
  chosen: "", // the canvas that is prepared for; "" is all of them
  tab: "wall",
  mode: "desktop",
  place: "wall", // the page: wall, rundown or machines
  take: { phase: "ready", at: 0, who: "", kind: "take" }, // ready, sent, taken, refused
  note: null, // a refusal that stands over TAKE until it is understood
  guard: false, // whether the guard page of BLACK is open (phone)
  keys: false,
  more: false, // whether the sheet of what is seldom needed is open
  draft: { zh: "", en: "", minutes: 10 },
};

const listeners = new Set();
export const onUi = (listener) => listeners.add(listener);
export const uiChanged = () => listeners.forEach((listener) => listener());

export function chosenCanvases(state) {
  const names = state.canvases.filter((canvas) => canvas.role === "public").map((canvas) => canvas.name);
  return ui.chosen && names.includes(ui.chosen) ? [ui.chosen] : names;
}

// The canvases on which TAKE would change something.
export const prepared = (state) => state.canvases.filter((canvas) => canvas.preview !== null);
