// What is seldom needed: recaps, live pictures, figures hidden by hand, the correction's slate, the final sum, the end, press pages.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon } from "./icons.js";
import { act } from "./asks.js";
import { holdable } from "./holding.js";
import { livePictures } from "./live_pictures.js";
import { pressLine } from "./press_line.js";
import { ui, uiChanged } from "./ui.js";
import { clockText, said, t } from "./words.js";
import { canAct, wall } from "./wall.js";

const MINUTE_US = 60e6;
const STEP_MIN = 5;
const LONG_MS = 2000;
const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;
const isChief = () => may() && wall.me?.role === "chief";
const revision = () => wall.state?.revision ?? null;

// A button that is held where `needsHold`, with its words and, beneath, how it is pressed.
function key(spec, perform, { needsHold = () => true, ms } = {}) {
  const node = el(`button.${spec}`, { type: "button" }, el("b"), el("span.small"));
  holdable(node, { act: perform, needsHold, ms });
  node.say = (words, small, on) => {
    text(node.querySelector("b"), words);
    text(node.querySelector(".small"), small);
    attribute(node, "aria-disabled", String(!on));
  };
  return node;
}

export function moreSheet() {
  const section = (name, ...children) => el(`section.part.${name}`, {}, el("h3"), el("p.why"), ...children);
  const close = el("button.close", { type: "button", onclick: () => open(false) }, icon("close"));
  const recaps = el("div.row");
  const milestone = el("button", { type: "button", onclick: (event) => pressed(event, () => act("last_milestone")) }, el("b"));
  const identify = el("button", { type: "button", onclick: (event) => pressed(event, () => act("identify")) }, el("b"));
  const panels = el("div.row.panels");
  const slate = el("button.send", { type: "button", onclick: (event) => pressed(event, () => act("layout:correction", { argument: { preview: true } })) }, icon("diamond"), el("b"));
  const line = pressLine();
  const pictures = livePictures(key);
  const final = key("wide", declare, { needsHold: () => !wall.state?.chief.final?.final, ms: LONG_MS });
  const sooner = el("button.step", { type: "button", onclick: (event) => pressed(event, () => step(-STEP_MIN)) }, icon("left"));
  const later = el("button.step", { type: "button", onclick: (event) => pressed(event, () => step(STEP_MIN)) }, icon("right"));
  const move = key("wide", moveEnd, { ms: LONG_MS });
  const releases = el("ul.releases");
  const parts = {
    picture: section("picture", recaps, el("div.row", {}, milestone, identify)),
    live: section("live", pictures.node),
    withdraw: section("withdraw", panels),
    correction: section("correction", el("div.row", {}, slate), line.node),
    final: section("final", el("div.row", {}, final)),
    end: section("end", el("div.row", {}, el("div.group", {}, sooner, later), move)),
    release: section("release", releases),
  };
  const node = el("section.card.more", { id: "more", hidden: true }, el("header", {}, el("h2"), el("span.grow"), close), el("div.parts", {}, ...Object.values(parts)));
  let offset = STEP_MIN;

  const pressed = (event, perform) => event.currentTarget.getAttribute("aria-disabled") !== "true" && perform();
  const open = (on) => {
    ui.more = on;
    uiChanged();
  };
  function step(minutes) {
    offset += minutes;
    update();
  }
  // Where the end is moved to: so long after the one of now, of an open event after this very minute.
  function target(end) {
    const us = end.us ?? end.start_us + Math.ceil((wall.state.clock.elapsed_ms * 1000) / (STEP_MIN * MINUTE_US)) * STEP_MIN * MINUTE_US;
    return us + offset * MINUTE_US;
  }
  function declare() {
    const now = wall.state.chief.final;
    act("declare_final", { argument: { gmv_fen: now.gmv_fen, final: now.final ? 0 : 1 }, revision: revision() });
  }
  async function moveEnd() {
    const end = wall.state.chief.end;
    const known = end.us === null ? {} : { was_us: end.us };
    const done = await act("move_end", { argument: { end_us: target(end), ...known }, revision: revision() });
    if (done && !done.error) offset = STEP_MIN;
  }
  const head = (name, title, why) => {
    text(parts[name].querySelector("h3"), title);
    text(parts[name].querySelector(".why"), why);
  };

  function update() {
    const state = wall.state;
    shown(node, ui.mode === "phone" || ui.more);
    if (!state || node.hidden) return;
    text(node.querySelector("h2"), t("chief.title"));
    attribute(close, "aria-label", t("chief.close"));
    shown(close, ui.mode !== "phone");
    const chief = state.chief;
    const chiefOnly = wall.me?.role === "chief" ? "" : t("chief.chief_only");

    head("picture", t("chief.picture"), "");
    keyed(
      recaps,
      state.canvases.filter((canvas) => canvas.role === "public"),
      (canvas) => canvas.name,
      (canvas) => key("recap", () => act("recap", { canvas: canvas.name, revision: revision() }), { needsHold: () => wall.state?.recap !== canvas.name }),
      (button, canvas) => {
        const runs = state.recap === canvas.name;
        flag(button, "on", runs);
        button.say(runs ? t("chief.recap_end") : t("chief.recap_on", { canvas: said(canvas.title) }), runs ? t("on_air") : t("hold"), may() && (runs || state.recap === null));
      },
    );
    text(milestone.querySelector("b"), t("time.milestone"));
    text(identify.querySelector("b"), t("time.identify"));
    for (const each of [milestone, identify]) attribute(each, "aria-disabled", String(!may()));

    shown(parts.live, state.pictures.length);
    head("live", t("chief.pictures"), "");
    pictures.update(may());

    head("withdraw", t("chief.withdraw"), state.panels.length ? t("chief.withdraw_do") : t("chief.nothing_shown"));
    keyed(
      panels,
      state.panels,
      (panel) => panel.name,
      (panel) => key("panel", () => act("withdraw", { argument: { panel: panel.name }, revision: revision() }), { needsHold: () => !wall.state?.panels.find((each) => each.name === panel.name)?.hidden }),
      (button, panel) => {
        flag(button, "hiddenpanel", panel.hidden);
        button.say(panel.name.replaceAll("_", " "), panel.hidden ? t("chief.withdrawn") : t("hold_short"), may());
      },
    );

    const found = chief.correction;
    const words = found ? { before: said(found.before), now: said(found.now), before_at: found.before_at, at: found.at } : {};
    head("correction", t("chief.correction"), found ? `${t("chief.correction_was", words)}. ${t("chief.slate_do")}` : t("chief.no_correction"));
    text(slate.querySelector("b"), t("chief.prepare_slate"));
    attribute(slate, "aria-disabled", String(!may() || !found || !state.layouts.some((layout) => layout.name === "correction")));

    line.update(isChief(), chiefOnly);

    const sum = chief.final;
    head("final", t("chief.final"), t("chief.final_do"));
    if (sum) final.say(t(sum.final ? "chief.take_back" : "chief.declare", { sum: said(sum.sum) }), chiefOnly || (sum.final ? "" : t("chief.hold_2s")), isChief());
    shown(parts.final, sum);

    const end = chief.end;
    shown(parts.end, end);
    if (end) {
      const now = end.at === null ? t("chief.end_open") : t("chief.end_at", { time: end.at });
      head("end", t("chief.end"), end.moved ? `${now} · ${t("chief.end_was", { time: end.was ?? t("chief.end_open") })}` : now);
      const us = target(end);
      const same = us === end.us || us <= end.start_us;
      move.say(same ? t("chief.moved_to") : t("chief.move", { time: clockText((us - end.start_us) / 1000) }), chiefOnly || t("chief.hold_2s"), isChief() && !same);
      for (const each of [sooner, later]) attribute(each, "aria-disabled", String(!isChief()));
      attribute(sooner, "aria-label", `−${STEP_MIN} min`);
      attribute(later, "aria-label", `+${STEP_MIN} min`);
    }

    shown(parts.release, chief.releases.length);
    head("release", t("chief.release"), "");
    keyed(
      releases,
      chief.releases,
      (each) => each.gmv_fen,
      (each) => el("li", {}, el("b"), el("span"), key("open", () => act("press_release", { argument: { gmv_fen: each.gmv_fen } }))),
      (row, each) => {
        text(row.querySelector("b"), said(each.sum));
        text(row.querySelector("span"), said(each.at));
        row.lastElementChild.say(t(each.released ? "chief.released" : "chief.release_it"), each.released ? "" : chiefOnly || t("hold_short"), isChief() && !each.released);
      },
    );
  }
  return { node, update };
}
