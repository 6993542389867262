// The right column: the rundown, how the wall is doing, and the last actions.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { act } from "./asks.js";
import { dayTime, otherLanguage, said, t } from "./words.js";
import { canAct, wall } from "./wall.js";

const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;

export const inText = (seconds) => {
  if (seconds === null || seconds === undefined) return "—";
  const hours = Math.floor(seconds / 3600);
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(hours ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${rest}` : rest;
};

export function nextCue() {
  const node = el("section.nextcue", {}, el("b.in"), el("div", {}, el("span.what", {}, el("span.chip"), el("b")), el("span.why")), el("div.progress", {}, el("i")));
  function update() {
    const rundown = wall.state?.rundown ?? null;
    const next = rundown?.next ?? null;
    flag(node, "none", !next);
    flag(node, "waits", rundown?.on_hold);
    text(node.querySelector(".in"), next ? inText(next.in_s) : "");
    shown(node.querySelector(".chip"), next);
    text(node.querySelector(".chip"), rundown?.on_hold ? t("rundown.on_hold") : t("rundown.next"));
    text(node.querySelector("b:not(.in)"), next ? `${next.number} · ${said(next.what)}` : t(rundown ? "rundown.no_next" : "rundown.none"));
    text(node.querySelector(".why"), next ? said(next.why) : t(rundown ? "rundown.no_next_do" : "rundown.none_do"));
    node.querySelector(".progress i").style.transform = `scaleX(${next?.part ?? 0})`;
  }
  return { node, update };
}

export function rundown(goTo) {
  const list = el("ol.cues");
  const hold = el("button", { type: "button", onclick: () => act(wall.state?.rundown?.on_hold ? "resume" : "hold_rundown") }, el("span.mark"), el("b"));
  const prepareNext = el("button", { type: "button", onclick: () => act("prepare_next") }, el("b"), icon("arrow"));
  const all = el("button.all", { type: "button", onclick: () => goTo("rundown") }, el("b"));
  const next = nextCue();
  const node = el(
    "section.card.rundown",
    { id: "rundown" },
    el("header", {}, el("h2"), el("span.other"), el("span.chip.state", {}, el("span.mark"), el("b")), el("span.count")),
    next.node,
    list,
    el("div.buttons", {}, hold, prepareNext, all),
  );
  function update() {
    const told = wall.state?.rundown ?? null;
    next.update();
    flag(node, "none", !told);
    flag(node, "waits", told?.on_hold);
    text(node.querySelector("h2"), t("rundown.title"));
    text(node.querySelector(".other"), t("rundown.title", {}, otherLanguage()));
    const chip = node.querySelector(".state");
    shown(chip, told);
    shown(list, told);
    shown(node.querySelector(".buttons"), told);
    text(node.querySelector(".count"), told ? `${told.now ?? "—"} / ${told.entries.length}` : "");
    if (!told) return;
    setIcon(chip.querySelector(".mark"), told.on_hold ? "pause" : "live");
    text(chip.querySelector("b"), told.on_hold ? said(told.on_hold) : t("rundown.running"));
    const shownFrom = document.body.dataset.mode === "phone" ? 0 : Math.max(0, (told.now ?? 1) - 2);
    keyed(
      list,
      told.entries.slice(shownFrom),
      (entry) => entry.number,
      () => el("li", {}, el("span.number"), el("b.at"), el("span.starts"), el("span.what"), el("span.chip")),
      (row, entry) => {
        for (const name of ["done", "now", "next", "mistaken"]) flag(row, name, entry.state === name);
        text(row.querySelector(".number"), String(entry.number));
        text(row.querySelector(".at"), entry.at ?? (entry.estimate ? `≈${entry.estimate[0]}` : "—"));
        attribute(row.querySelector(".at"), "title", entry.estimate ? t("rundown.estimate", { begin: entry.estimate[0], end: entry.estimate[1] }) : null);
        text(row.querySelector(".starts"), entry.at === null ? said(entry.starts) : t("rundown.clock"));
        text(row.querySelector(".what"), said(entry.what));
        const mark = row.querySelector(".chip");
        const word = { now: "rundown.now", next: "rundown.next", done: "rundown.done", mistaken: "rundown.mistaken" }[entry.state];
        shown(mark, word || entry.hard);
        text(mark, word ? t(word) : entry.hard ? t("rundown.hard") : "");
      },
    );
    setIcon(hold.querySelector(".mark"), told.on_hold ? "live" : "pause");
    text(hold.querySelector("b"), t(told.on_hold ? "rundown.resume" : "rundown.hold"));
    text(prepareNext.querySelector("b"), t("rundown.prepare", { n: told.next?.number ?? "" }));
    text(all.querySelector("b"), t("rundown.all", { n: told.entries.length }));
    attribute(hold, "aria-disabled", String(!may()));
    attribute(prepareNext, "aria-disabled", String(!may() || !told.next));
  }
  return { node, update };
}

const MOST_MACHINES = 6; // of more only those are listed here that are not well

export function healthCard(goTo) {
  const open = el("button.all", { type: "button", onclick: () => goTo("machines") }, icon("screen"), el("b"));
  const node = el("section.card.health", { id: "health" }, el("ul"), open);
  function update() {
    const rows = wall.state?.machines ?? [];
    const many = rows.length > MOST_MACHINES;
    shown(open, wall.state?.link);
    text(open.querySelector("b"), t("machines.open"));
    keyed(
      node.firstElementChild,
      [...(wall.state?.health ?? []), ...(many ? rows.filter((row) => !row.well) : rows)],
      (row) => row.name,
      () => el("li", {}, el("span.mark"), el("span.name"), el("b"), el("span.more")),
      (row, told) => {
        flag(row, "wrong", !told.well);
        setIcon(row.querySelector(".mark"), told.well ? "tick" : "warn");
        text(row.querySelector(".name"), said(told.title));
        text(row.querySelector("b"), said(told.value));
        text(row.querySelector(".more"), said(told.more));
        attribute(row, "title", said(told.more));
      },
    );
  }
  return { node, update };
}

function actionRow() {
  const undo = el("button.undo", { type: "button" }, icon("undo"), el("b"));
  return el("li", {}, el("span.at"), el("b.who"), el("span.what"), undo);
}

function fillAction(row, done) {
  text(row.querySelector(".at"), done.time ?? "—");
  text(row.querySelector(".who"), done.who || t("actions.keyboard"));
  text(row.querySelector(".what"), said(done.text));
  flag(row, "refused", !done.done);
  const undo = row.querySelector(".undo");
  shown(undo, done.undo || done.undone_by);
  text(undo.querySelector("b"), done.undone_by ? t("actions.undone", { who: done.undone_by }) : t("actions.undo"));
  attribute(undo, "aria-disabled", String(!may() || Boolean(done.undone_by)));
  undo.onclick = () => undo.getAttribute("aria-disabled") !== "true" && act("undo", { revision: wall.state.revision });
}

export function lastActions() {
  const node = el("section.card.actions", { id: "actions" }, el("ol"), el("p.foot", {}, el("span"), el("span.count")));
  function update() {
    const actions = wall.state?.actions ?? [];
    keyed(node.firstElementChild, actions, (done) => done.id, actionRow, fillAction);
    text(node.querySelector(".foot span"), t("actions.title"));
    text(node.querySelector(".count"), t("actions.of", { n: actions.length }));
  }
  return { node, update };
}

// On a tablet: the newest action alone, under the layouts.
export function lastAction() {
  const row = actionRow();
  const node = el("section.lastaction", {}, el("ol", {}, row));
  function update() {
    const done = wall.state?.actions[0];
    shown(row, done);
    if (done) fillAction(row, done);
  }
  return { node, update };
}

