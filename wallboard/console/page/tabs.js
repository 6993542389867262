// Which parts are to be seen: all on a desktop, one tab at a time on a tablet and a phone, the right column as tabs between.

import { attribute, el, keyed, text } from "./dom.js";
import { icon } from "./icons.js";
import { ui, uiChanged } from "./ui.js";
import { t } from "./words.js";
import { wall } from "./wall.js";

const MODES = [
  ["phone", "(max-width: 699px)"],
  ["tablet", "(max-width: 1279px)"],
  ["narrow", "(max-width: 1839px)"],
];
const TABS = {
  phone: ["wall", "layouts", "rundown", "held", "more"],
  tablet: ["wall", "rundown", "message", "time", "held", "actions"],
};
const ICONS = { wall: "screen", layouts: "diamond", rundown: "live", message: "flag", time: "clock", held: "hand", actions: "undo", more: "more", health: "heart" };
const MORE = ["message", "time", "actions", "health"];
const SIDE = ["rundown", "health", "actions"];

export function modeNow() {
  return (MODES.find(([, query]) => matchMedia(query).matches) ?? ["desktop"])[0];
}

// The tab under which a card is found in this mode.
export function openCard(card) {
  if (ui.mode === "phone") ui.tab = MORE.includes(card) ? "more" : card;
  else if (ui.mode === "tablet") ui.tab = card === "health" ? "actions" : card;
  else if (SIDE.includes(card)) ui.side = card;
  uiChanged();
  requestAnimationFrame(() => document.getElementById(card)?.scrollIntoView({ block: "nearest" }));
}

export function tabs(goTo) {
  const node = el("nav.tabs", { "aria-label": "parts" });
  function update() {
    const names = TABS[ui.mode] ?? [];
    if (names.length && !names.includes(ui.tab)) ui.tab = "wall";
    document.body.dataset.tab = names.length ? ui.tab : "all";
    keyed(
      node,
      names,
      (name) => `${ui.mode}-${name}`,
      (name) => el("button", { type: "button", onclick: () => open(name) }, icon(ICONS[name]), el("span")),
      (button, name) => {
        const there = ui.place === "rundown" && ui.mode === "tablet" ? "rundown" : ui.tab;
        attribute(button, "aria-current", there === name ? "page" : null);
        const held = wall.state?.held ? 1 : 0;
        text(button.querySelector("span"), name === "held" ? `${t("tab.held")} ${held}` : t(`tab.${name}`));
        button.classList.toggle("calls", name === "held" && held > 0);
      },
    );
  }
  const open = (name) => {
    ui.guard = ui.more = false;
    if (ui.mode === "tablet") goTo(name === "rundown" ? "rundown" : "wall");
    else if (ui.place !== "wall") goTo("wall");
    if (ui.mode === "phone" || name !== "rundown") ui.tab = name;
    uiChanged();
    document.querySelector("main").scrollTo(0, 0);
  };
  return { node, update };
}

// Between desktop and tablet the right column shows one of its three parts.
export function sideTabs() {
  const node = el("nav.sidetabs", { "aria-label": "side" });
  function update() {
    document.body.dataset.side = ui.side ?? "rundown";
    keyed(
      node,
      SIDE,
      (name) => name,
      (name) =>
        el("button", {
          type: "button",
          onclick: () => {
            ui.side = name;
            uiChanged();
          },
        }),
      (button, name) => {
        text(button, t(`tab.${name}`));
        attribute(button, "aria-current", (ui.side ?? "rundown") === name ? "page" : null);
      },
    );
  }
  return { node, update };
}
