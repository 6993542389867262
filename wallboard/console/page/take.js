// TAKE, CUT, the place over them that says what they will do or why they did not, and BLACK under its guard.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon } from "./icons.js";
import { act, black, take, understood } from "./asks.js";
import { holdable } from "./holding.js";
import { prepared, ui, uiChanged } from "./ui.js";
import { dayTime, said, t } from "./words.js";
import { canAct, inContact, silentFor, wall } from "./wall.js";

export function placeOver() {
  const list = el("ul.changes");
  const refusal = el("div.refusal", {}, el("h2", {}, icon("warn"), el("b")), el("p.why"), el("p.then"), el("button", { type: "button", onclick: understood }, el("b"), el("kbd", {}, "Esc")));
  const foot = el("p.foot");
  const heading = el("h2.heading");
  const spoken = el("div.spoken", { role: "alert" });
  const node = el("section.over-take", {}, heading, list, foot, refusal, spoken);
  let last = null;

  function update() {
    const state = wall.state;
    if (!state) return;
    const ready = prepared(state);
    shown(refusal, ui.note);
    shown(heading, !ui.note);
    shown(list, !ui.note);
    shown(foot, !ui.note);
    flag(node, "refused", ui.note);
    if (ui.note) {
      const why = ui.note.why ? said(ui.note.why) : t(`why.${ui.note.error}`, { n: Math.round(silentFor()) });
      text(refusal.querySelector("b"), t("not_taken"));
      text(refusal.querySelector(".why"), why);
      text(refusal.querySelector(".then"), ui.note.error === "moved_on" ? t("why.kept") : "");
      text(refusal.querySelector("button b"), t("understood"));
      if (last !== ui.note) text(spoken, `${t("not_taken")}. ${why}`);
      last = ui.note;
      return;
    }
    last = null;
    text(spoken, "");
    text(heading, t("changes", { n: ready.length, m: state.canvases.length }));
    keyed(
      list,
      state.canvases,
      (canvas) => canvas.name,
      () => el("li", {}, el("span.screen"), el("span.from"), el("span.arrow", { "aria-hidden": "true" }, "→"), el("span.to")),
      (row, canvas) => {
        const changes = canvas.preview !== null;
        flag(row, "moves", changes);
        text(row.querySelector(".screen"), said(canvas.title));
        text(row.querySelector(".from"), `${changes ? "" : "= "}${said(canvas.program.title)}`);
        shown(row.querySelector(".arrow"), changes);
        text(row.querySelector(".to"), changes ? said(canvas.preview.title) : "");
      },
    );
    const s = { s: state.transition };
    const ways = { travel: () => t("travel", s), dissolve: () => t("dissolve", s), wipe: () => t("wipe", s) };
    const way = state.transition ? ways[state.change]() : "";
    text(foot, [way, `r ${state.revision}`].filter(Boolean).join(" · "));
  }
  return { node, update };
}

// What TAKE is now: its look, its words, and whether it may be pressed.
function standing(kind) {
  const state = wall.state;
  if (!inContact()) return { look: "off", small: "" };
  if (wall.trouble || !state) return { look: "off", small: "" };
  const phase = ui.take.phase;
  if (phase === "sent") return { look: "sent", small: t("sent") };
  if (phase === "taken" && ui.take.kind === kind) return { look: "taken", big: t("taken", {}, "en"), big2: t("taken", {}, "zh"), small: dayTime(eventMs(state)) };
  if (phase === "refused") return { look: "refused", big: t("not_taken", {}, "en"), big2: t("not_taken", {}, "zh"), small: ui.take.who ? t("was_first", { who: ui.take.who }) : "" };
  if (wall.me?.role === "viewer") return { look: "off", small: t("viewer") };
  if (state.locked) return { look: "off", small: t("locked"), lock: true };
  const ready = prepared(state);
  if (!ready.length) return { look: "off", small: t("nothing_prepared") };
  const names = ready.map((canvas) => said(canvas.title)).join(", ");
  const count = state.canvases.length === 1 ? said(ready[0].preview.title) : ready.length === 1 ? names : t("screens_n", { n: ready.length });
  return { look: "ready", small: count, names };
}

const eventMs = (state) => (state.clock.local_ms === undefined ? null : state.clock.local_ms + (performance.now() - wall.at) * state.clock.rate);

export function takeButton(kind) {
  const big = el("b.big");
  const second = el("b.second");
  const small = el("span.small");
  const node = el(`button.take.${kind}`, { type: "button", onclick: () => node.getAttribute("aria-disabled") !== "true" && take(kind) }, el("span.words", {}, big, second), small);
  if (kind === "cut") node.append(el("kbd", {}, "⇧Enter"));
  const spoken = el("span.spoken", { role: "status" });
  function update() {
    const now = standing(kind);
    for (const look of ["ready", "sent", "taken", "refused", "off"]) flag(node, look, now.look === look);
    text(big, now.big ?? t(kind, {}, "en"));
    text(second, now.big2 ?? t(kind, {}, "zh"));
    const hint = kind === "take" && now.look === "ready" && ui.mode === "desktop" ? ` · Enter` : "";
    text(small, kind === "take" || now.look === "taken" ? now.small + hint : "");
    attribute(node, "aria-disabled", String(now.look !== "ready"));
    attribute(node, "aria-label", `${t(kind, {}, "en")} ${t(kind, {}, "zh")} ${now.names ?? now.small}`);
    text(spoken, now.look === "taken" ? `${now.big} ${now.big2}` : "");
  }
  return { node: el(`div.takebox.${kind}`, {}, node, kind === "take" ? spoken : null), update };
}

function blackButton(nameOf, isOn, canvas, words) {
  const big = el("b.big");
  const small = el("span.small");
  const node = el("button.blackkey", { type: "button" }, el("span.words", {}, big, small));
  let asking = false;
  const hold = holdable(node, {
    act: () => black(canvas),
    needsHold: () => !isOn(),
    onAsk: (on) => {
      asking = on;
      uiChanged();
    },
  });
  function update() {
    const on = Boolean(wall.state) && isOn();
    flag(node, "on", on);
    flag(node, "off", !may());
    attribute(node, "aria-disabled", String(!may()));
    attribute(node, "aria-pressed", String(on));
    text(big, asking ? t("black_all") : nameOf());
    text(small, asking ? t("again_enter") : on ? t("on_air_press") : words());
  }
  return { node, update, hold };
}

const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;
const blackWord = () => `${t("black", {}, "en")} ${t("black", {}, "zh")}`;

// The guard of BLACK for all screens.
export function blackGuard() {
  const all = blackButton(blackWord, () => wall.state.black, "", () => (wall.state?.canvases.length > 1 ? `${t("all_screens")} · ${t("hold")}` : t("hold")));
  const node = el("section.guard.all", { "aria-label": blackWord() }, all.node);
  return {
    node,
    hold: all.hold,
    update: () => {
      all.update();
      flag(node, "open", wall.state?.black);
    },
  };
}

// One key for each screen, under a guard of its own.
export function blackScreens() {
  const row = el("div.keys");
  const node = el("section.guard.screens", {}, row, el("span.small.note"));
  const made = new Map();
  function update() {
    const canvases = wall.state?.canvases.filter((canvas) => canvas.role === "public") ?? [];
    shown(node, canvases.length > 1);
    text(node.querySelector(".note"), t("one_screen"));
    keyed(
      row,
      canvases,
      (canvas) => canvas.name,
      (canvas) => {
        const find = () => wall.state.canvases.find((each) => each.name === canvas.name);
        const each = blackButton(() => said(find()?.title), () => Boolean(find()?.black), canvas.name, () => "");
        made.set(canvas.name, each);
        return each.node;
      },
      (_node, canvas) => made.get(canvas.name).update(),
    );
  }
  return { node, update };
}

// On the phone BLACK opens this page, which closes by itself after eight seconds.
export function guardPage() {
  const CLOSE_MS = 8000;
  let opened = 0;
  const all = blackButton(() => (wall.state?.black ? blackWord() : t("hold_all")), () => wall.state.black, "", () => t("hold"));
  const screens = blackScreens();
  const freeze = el("button.freezekey", { type: "button" }, icon("freeze"), el("b"), el("span.small"));
  holdable(freeze, { act: () => act("freeze"), needsHold: () => wall.state?.frozen_s === null });
  const left = el("span.left");
  const close = el("button", { type: "button", onclick: () => shut() }, icon("close"), el("b"));
  const node = el(
    "section.guardpage",
    { hidden: true },
    el("div.inside", {}, el("header", {}, el("h2"), left), el("p"), all.node, screens.node, freeze, el("span.grow"), close),
  );
  const shut = () => {
    ui.guard = false;
    uiChanged();
  };
  node.addEventListener("pointerdown", () => (opened = performance.now()));
  function update() {
    if (ui.guard && node.hidden) opened = performance.now();
    shown(node, ui.guard);
    if (!ui.guard) return;
    text(node.querySelector("h2"), blackWord());
    text(node.querySelector("p"), t("black_says"));
    all.update();
    screens.update();
    shown(screens.node.querySelector(".note"), true);
    text(freeze.querySelector("b"), t(wall.state?.frozen_s === null ? "time.freeze" : "time.unfreeze"));
    text(freeze.querySelector(".small"), wall.state?.frozen_s === null ? t("hold_short") : "");
    attribute(freeze, "aria-disabled", String(!may()));
    text(close.querySelector("b"), t("close_guard"));
  }
  function tick() {
    if (!ui.guard) return;
    const rest = CLOSE_MS - (performance.now() - opened);
    text(left, t("closes_in", { n: Math.ceil(Math.max(0, rest) / 1000) }));
    if (rest <= 0) shut();
  }
  return { node, update, tick };
}

export function guardOpener() {
  const node = el("button.opener", { type: "button", onclick: open }, el("span.words", {}, el("b.big"), el("b.second")));
  function open() {
    if (node.getAttribute("aria-disabled") === "true") return;
    if (wall.state?.black) black("");
    else {
      ui.guard = true;
      uiChanged();
    }
  }
  return {
    node: el("div.guard.phone", {}, node),
    update: () => {
      text(node.querySelector(".big"), t("black", {}, "en"));
      text(node.querySelector(".second"), t("black", {}, "zh"));
      flag(node, "on", wall.state?.black);
      attribute(node, "aria-disabled", String(!may()));
    },
  };
}

