// The keyboard of the page, by physical key where a letter is missing. Letters act outside of text fields alone.

import { el, keyed, shown, text } from "./dom.js";
import { act, adjust, empty, prepare, take, understood } from "./asks.js";
import { ui, uiChanged } from "./ui.js";
import { t } from "./words.js";
import { wall } from "./wall.js";

const LIST = [
  ["Enter", "take"],
  ["⇧Enter", "cut"],
  ["1 … 9", "prepare"],
  ["X", "next_screen"],
  ["Delete", "empty"],
  ["B", "black"],
  ["F", "freeze"],
  ["End", "live"],
  ["M", "mark"],
  ["PgUp PgDn", "pages"],
  ["V", "province"],
  ["L C", "language"],
  ["H ⇧H", "held"],
  ["U", "undo"],
  ["G J", "resume"],
  ["/", "message"],
  ["S", "health"],
  ["Esc", "close"],
  ["⇧L", "lock"],
  ["?", "help"],
];

export function keyHelp() {
  const node = el("section.keyhelp", { hidden: true }, el("h2"), el("dl"));
  function update() {
    shown(node, ui.keys);
    text(node.querySelector("h2"), t("keys.title"));
    keyed(
      node.querySelector("dl"),
      LIST,
      ([, name]) => name,
      ([key]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd")),
      (row, [, name]) => text(row.querySelector("dd"), t(`keys.${name}`)),
    );
  }
  return { node, update };
}

export function listen({ blackHold, freezeHold, heldHold, refuse, focusMessage, showHealth }) {
  const held = { KeyB: blackHold, KeyF: freezeHold, KeyH: heldHold };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape") {
      ui.guard = ui.keys = ui.more = false;
      understood();
      if (typing) event.target.blur();
      return;
    }
    if (typing || event.repeat) return;
    if (event.key === "Enter") {
      if (event.target === document.body) take(event.shiftKey ? "cut" : "take");
      return;
    }
    if (held[event.code] && !event.shiftKey) {
      press(event.code);
      return;
    }
    const done = once(event);
    if (done) event.preventDefault();
  });
  addEventListener("keyup", (event) => held[event.code]?.stop());
  addEventListener("blur", () => Object.values(held).forEach((hold) => hold.stop()));

  function press(code) {
    const state = wall.state;
    if (!state) return;
    if (code === "KeyB" && state.black) act("blackout", { revision: state.revision });
    else if (code === "KeyF" && state.frozen_s !== null) act("freeze");
    else held[code].start();
  }

  function once(event) {
    const state = wall.state;
    if (!state) return false;
    const layout = state.layouts.find((each) => each.key === event.key);
    if (layout) {
      if (!layout.absent) prepare(layout.name);
      return true;
    }
    const shifted = { KeyL: () => act("lock"), KeyH: refuse };
    const plain = {
      KeyX: nextScreen,
      Delete: () => (ui.chosen ? empty(ui.chosen) : empty("")),
      End: () => act("live"),
      KeyM: () => act("mark"),
      PageUp: () => adjust("previous_page"),
      PageDown: () => adjust("next_page"),
      KeyV: () => adjust("next_province"),
      KeyL: () => adjust("language"),
      KeyC: () => adjust("currency"),
      KeyG: () => act("prepare_next"),
      KeyJ: () => act("resume"),
      KeyU: () => act("undo"),
      KeyS: showHealth,
      Slash: focusMessage,
    };
    if (event.key === "?") {
      ui.keys = !ui.keys;
      uiChanged();
      return true;
    }
    const found = (event.shiftKey ? shifted : plain)[event.code];
    if (!found) return false;
    found();
    return true;
  }

  function nextScreen() {
    const names = ["", ...wall.state.canvases.filter((canvas) => canvas.role === "public").map((canvas) => canvas.name)];
    ui.chosen = names[(names.indexOf(ui.chosen) + 1) % names.length];
    uiChanged();
  }
}
