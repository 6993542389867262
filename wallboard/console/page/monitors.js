// Program and preview of every canvas: the picture, its frame and its word, and the line under it.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { empty } from "./asks.js";
import { refresh, whileSeen } from "./pictures.js";
import { ui, uiChanged } from "./ui.js";
import { ageText, said, t } from "./words.js";
import { canAct, inContact, wall } from "./wall.js";

const CHANGED_MS = 5000;
const OLD_S = 6;
const OLD_PREVIEW_S = 15;

function monitor(kind) {
  const img = el("img", { alt: "", draggable: "false" });
  const over = el("div.over", {}, el("b"), el("span"), el("span.small"));
  const tag = el("span.chip.tag", {}, icon("arrow"), el("b"));
  const lamp = el("span.lamp", {}, el("span.mark"), el("span.word"));
  const age = el("span.chip.age", {}, icon("clock"), el("b"));
  const close = el("button.close", { type: "button" }, icon("close"));
  const node = el(
    `article.monitor.${kind}`,
    {},
    el("div.picture", {}, img, over, tag),
    el("div.line", {}, lamp, el("b.canvas"), el("span.layout"), el("span.detail"), age, close),
  );
  node.img = img;
  return node;
}

export function monitors(kind) {
  const node = el(`section.monitors.${kind}`, { "aria-label": kind });
  const ages = new Map();
  const drawn = new Map(); // since when a preview is waited for

  function update() {
    const state = wall.state;
    if (!state) return;
    const several = state.canvases.length;
    attribute(node, "data-count", several);
    node.style.setProperty("--count", Math.min(several, 6));
    keyed(
      node,
      state.canvases,
      (canvas) => canvas.name,
      () => monitor(kind),
      (each, canvas) => (kind === "program" ? onAir(each, canvas, state) : inPreview(each, canvas)),
    );
  }

  function frame(each, canvas) {
    const [width, height] = canvas.size;
    each.querySelector(".picture").style.aspectRatio = `${width} / ${height}`;
    text(each.querySelector(".canvas"), ui.mode === "phone" && kind === "program" ? said(canvas.short) : said(canvas.title));
    flag(each, "chosen", inView() === canvas.name);
    flag(each, "old", ages.get(canvas.name) > (kind === "program" ? OLD_S : OLD_PREVIEW_S));
    flag(each, "lost", !inContact());
  }
  // The one canvas that a phone shows large: the chosen one, else the first for which something is prepared.
  function inView() {
    const canvases = wall.state.canvases;
    const found = canvases.find((canvas) => canvas.name === ui.chosen) ?? canvases.find((canvas) => canvas.preview) ?? canvases[0];
    return found?.name;
  }

  function onAir(each, canvas, state) {
    frame(each, canvas);
    const lamp = each.querySelector(".lamp");
    const gone = canvas.gone !== null;
    const age = ages.get(canvas.name);
    const stale = state.badges.find((badge) => badge.kind === "stale");
    flag(each, "gone", gone);
    setIcon(lamp.querySelector(".mark"), gone ? "plug" : "screen");
    flag(lamp, "solid", !gone);
    text(lamp.querySelector(".word"), ui.mode === "phone" ? said(canvas.short) : t(gone ? "gone" : "on_air"));
    text(each.querySelector(".layout"), said(canvas.program.title));
    text(each.querySelector(".detail"), canvas.program.detail ? said(canvas.program.detail) : "");
    const over = each.querySelector(".over");
    const [big, small, more] = covering(canvas, state, age);
    shown(over, big);
    text(over.querySelector("b"), big);
    text(over.querySelector("span"), small);
    text(over.querySelector(".small"), more);
    flag(each, "covered", canvas.black || gone);
    const chip = each.querySelector(".age");
    shown(chip, stale && !gone);
    text(chip.querySelector("b"), stale ? t("stale", { age: ageText(stale.seconds) }) : "");
    const tag = each.querySelector(".tag");
    const change = canvas.changed;
    const fresh = change && change.who !== wall.me?.name && state.at_ms - change.at_ms < CHANGED_MS;
    shown(tag, fresh);
    if (fresh) text(tag.querySelector("b"), t("changed_by", { who: change.who, n: Math.round((state.at_ms - change.at_ms) / 1000) }));
    shown(each.querySelector(".close"), false);
    each.onclick = () => {
      if (ui.mode !== "phone" || state.canvases.length < 2) return;
      ui.chosen = ui.chosen === canvas.name ? "" : canvas.name;
      uiChanged();
    };
    attribute(each, "aria-label", `${said(canvas.title)}, ${t("on_air")}: ${canvas.black ? t("black") : said(canvas.program.title)}`);
  }

  function covering(canvas, state, age) {
    if (canvas.black) return [`${t("black")}`, t("under_it", { layout: said(canvas.program.title) }), ""];
    if (canvas.gone) {
      return [t("screen_gone"), t("gone_since", { time: canvas.gone.since, layout: said(canvas.program.title) }), t("comes_back")];
    }
    if (age === null) return [t("no_picture"), "", ""];
    if (age > OLD_S) return [t("picture_old", { age: ageText(age) }), "", ""];
    return ["", "", ""];
  }

  function inPreview(each, canvas) {
    frame(each, canvas);
    const ready = canvas.preview !== null;
    const shownLayout = ready ? canvas.preview : canvas.program;
    flag(each, "ready", ready);
    const lamp = each.querySelector(".lamp");
    setIcon(lamp.querySelector(".mark"), ready ? "diamond" : "screen");
    text(lamp.querySelector(".word"), ready ? t("preview") : `= ${t("no_change")}`);
    text(each.querySelector(".layout"), said(shownLayout.title));
    text(each.querySelector(".detail"), shownLayout.detail ? said(shownLayout.detail) : "");
    const over = each.querySelector(".over");
    const waits = ready && !Number.isFinite(ages.get(canvas.name));
    if (!waits) drawn.delete(canvas.name);
    else if (!drawn.has(canvas.name)) drawn.set(canvas.name, performance.now());
    flag(each, "waits", waits);
    shown(over, waits);
    text(over.querySelector("b"), waits ? t("drawing_for", { n: ((performance.now() - drawn.get(canvas.name)) / 1000).toFixed(1) }) : "");
    text(over.querySelector("span"), "");
    text(over.querySelector(".small"), "");
    const close = each.querySelector(".close");
    shown(close, ready);
    attribute(close, "aria-label", `${t("keys.empty")}: ${said(canvas.title)}`);
    attribute(close, "aria-disabled", String(!canAct()));
    close.onclick = () => empty(canvas.name);
    shown(each.querySelector(".age"), false);
    shown(each.querySelector(".tag"), false);
    const old = ready && ages.get(canvas.name) > OLD_PREVIEW_S;
    if (old) {
      shown(over, true);
      text(over.querySelector("b"), t("picture_old", { age: ageText(ages.get(canvas.name)) }));
    }
    each.onclick = (event) => {
      if (event.target.closest(".close") || wall.state.canvases.length < 2) return;
      ui.chosen = ui.chosen === canvas.name ? "" : canvas.name;
      uiChanged();
    };
    attribute(each, "aria-label", `${said(canvas.title)}, ${ready ? t("preview") : t("no_change")}: ${said(shownLayout.title)}`);
  }

  whileSeen(1000, async () => {
    if (!wall.state || !canAct()) return;
    await Promise.all(
      wall.state.canvases.map(async (canvas) => {
        const each = node.__keyed?.get(canvas.name);
        if (!each || each.offsetParent === null) return;
        const way = kind === "preview" && canvas.preview === null ? "program" : kind;
        const age = await refresh(each.img, `/${way}/${encodeURIComponent(canvas.name)}.jpg`);
        if (age !== undefined) ages.set(canvas.name, age);
        // until it is drawn: the layout by itself, at half light, which is none of this screen's pictures
        if (age === null && way === "preview") await refresh(each.img, `/layout/${encodeURIComponent(canvas.preview.layout)}.jpg`);
      }),
    );
  });
  return { node, update };
}

