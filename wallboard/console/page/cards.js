// The cards at the foot: the held value, a line for the ticker, and time. Their places and sizes never change.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { act } from "./asks.js";
import { holdable } from "./holding.js";
import { ui } from "./ui.js";
import { ageText, otherLanguage, said, t } from "./words.js";
import { canAct, wall } from "./wall.js";

const OUTCOME_MS = 5000;
const LONGEST = { zh: 40, en: 80 };
const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;

export function heldCard() {
  const figure = (name) => el(`div.figure.${name}`, {}, el("span.label"), el("b.value"), el("span.apart"));
  const polls = el("ul.polls");
  const accept = el("button.accept", { type: "button" }, el("span.line", {}, icon("tick"), el("b")), el("span.small"));
  const refuse = el("button.refuse", { type: "button", onclick: () => refuse.getAttribute("aria-disabled") !== "true" && answer("refuse_held") }, el("span.line", {}, icon("close"), el("b")), el("span.small", {}, "⇧H"));
  const hold = holdable(accept, { act: () => answer("accept_held") });
  const node = el(
    "section.card.held",
    { id: "held" },
    el("header", {}, icon("hand"), el("h2"), el("span.chief", {}, icon("key"), el("span"))),
    el("div.figures", {}, figure("wall"), figure("source"), el("div.agree", {}, el("span.label"), polls)),
    el("p.why"),
    el("p.quiet"),
    el("div.buttons", {}, accept, refuse),
  );
  let outcome = { text: "", until: 0 };
  let last = null;

  async function answer(action) {
    const held = wall.state?.held;
    const done = await act(action, { argument: held ? { answer_id: held.id } : {}, revision: wall.state?.revision ?? null });
    if (done && !done.error && held) {
      const key = action === "accept_held" ? "held.accepted" : "held.refused";
      outcome = { text: t(key, { value: said(held.source), who: wall.me?.name ?? "" }), until: performance.now() + OUTCOME_MS };
    }
  }

  function update() {
    const state = wall.state;
    const held = state?.held ?? null;
    const now = performance.now();
    if (last && !held && outcome.until < now) outcome = { text: t("held.solved", { n: 0 }), until: now + OUTCOME_MS };
    last = held;
    const chief = wall.me?.role === "chief";
    flag(node, "quiet", !held);
    text(node.querySelector("h2"), `${t("held.title", {}, "en")} ${t("held.title", {}, "zh")}${held ? " · GMV" : ""}`);
    shown(node.querySelector(".chief"), held && !chief);
    text(node.querySelector(".chief span"), t("held.chief_only"));
    shown(node.querySelector(".figures"), held);
    shown(node.querySelector(".why"), held);
    const quiet = node.querySelector(".quiet");
    shown(quiet, !held);
    text(quiet, outcome.until > now ? outcome.text : `${t("held.nothing")}. ${t("held.nothing_do")}`);
    if (held) {
      set(node.querySelector(".figure.wall"), t("held.on_wall"), said(held.wall), "");
      set(node.querySelector(".figure.source"), t("held.source_says"), said(held.source), said(held.apart));
      text(node.querySelector(".agree .label"), t("held.must_agree", { n: 3 }));
      const rows = [...held.polls, ...Array(Math.max(0, 3 - held.polls.length)).fill(null)];
      keyed(
        polls,
        rows,
        (_row, number) => number,
        () => el("li", {}, el("span.lamp"), el("span.ago"), el("b")),
        (row, poll) => {
          flag(row, "said", poll);
          text(row.querySelector(".ago"), poll ? (poll.age_s < 60 ? t("held.ago", { n: poll.age_s }) : ageText(poll.age_s)) : "—");
          text(row.querySelector("b"), poll ? said(poll.value).replace(/[^\d.,]/g, "") : "");
        },
      );
      text(node.querySelector(".why"), said(held.why));
    }
    text(accept.querySelector("b"), t("held.accept", { value: held ? said(held.source) : "—" }));
    text(accept.querySelector(".small"), `${t("hold")} · H`);
    text(refuse.querySelector("b"), t("held.refuse", { value: held ? said(held.wall) : "—" }));
    for (const button of [accept, refuse]) attribute(button, "aria-disabled", String(!held || !chief || !may()));
  }
  const set = (figureNode, label, value, apart) => {
    text(figureNode.querySelector(".label"), label);
    text(figureNode.querySelector(".value"), value);
    text(figureNode.querySelector(".apart"), apart);
  };
  return { node, update, hold, refuse: () => refuse.click() };
}

export function messageCard() {
  const field = (tag) => {
    const input = el("input", { type: "text", lang: tag, autocomplete: "off", spellcheck: "false", maxlength: 120 });
    input.addEventListener("input", () => {
      ui.draft[tag] = input.value;
      update();
    });
    return el("label.field", {}, el("span.tongue", {}, tag === "zh" ? "\u4e2d" : "EN"), input);
  };
  const draft = el("div.draft", {}, el("span.chip"), el("span.text.zh", { lang: "zh-CN" }), el("span.text.en", { lang: "en" }));
  const minutes = el("select", {}, ...[2, 5, 10, 15, 30, 60].map((n) => el("option", { value: n })));
  minutes.value = "10";
  minutes.addEventListener("change", () => {
    ui.draft.minutes = Number(minutes.value);
  });
  const send = el("button.send", { type: "button", onclick: () => say() }, icon("diamond"), el("b"));
  const off = el("button.off", { type: "button", onclick: () => act("clear_message") }, icon("close"), el("b"));
  const node = el(
    "section.card.message",
    { id: "message" },
    el("header", {}, el("h2"), el("span.other")),
    el("div.fields", {}, field("zh"), field("en")),
    draft,
    el("div.row", {}, el("span.label"), minutes, el("span.grow"), off, send),
    el("p.foot", {}, el("span"), el("span.counts")),
  );
  const length = (tag) => [...ui.draft[tag].trim()].length;
  const tooLong = () => ["zh", "en"].some((tag) => length(tag) > LONGEST[tag]);
  const isEmpty = () => !length("zh") && !length("en");

  async function say() {
    if (send.getAttribute("aria-disabled") === "true") return;
    const languages = wall.state.languages.filter((tag) => ui.draft[tag.split("-")[0]]?.trim());
    const words = Object.fromEntries(languages.map((tag) => [tag, ui.draft[tag.split("-")[0]].trim()]));
    const done = await act("message", { argument: { text: words, seconds: ui.draft.minutes * 60 } });
    if (done && !done.error) {
      ui.draft.zh = ui.draft.en = "";
      for (const input of node.querySelectorAll("input")) input.value = "";
      update();
    }
  }

  function update() {
    const message = wall.state?.message ?? null;
    text(node.querySelector("h2"), t("message.title"));
    text(node.querySelector(".other"), t("message.title", {}, otherLanguage()));
    text(draft.querySelector(".chip"), message ? t("on_air") : t("message.draft"));
    flag(draft, "onair", message);
    text(draft.querySelector(".zh"), message ? (message.text.zh ?? "") : ui.draft.zh);
    text(draft.querySelector(".en"), message ? (message.text.en ?? "") : ui.draft.en);
    text(node.querySelector(".row .label"), t("message.until"));
    for (const option of minutes.options) text(option, t("message.minutes", { n: option.value }));
    shown(off, message);
    text(off.querySelector("b"), t("message.take_off"));
    attribute(off, "aria-disabled", String(!may()));
    text(send.querySelector("b"), t("message.to_preview"));
    flag(node, "long", tooLong());
    attribute(send, "aria-disabled", String(!may() || isEmpty() || tooLong()));
    const foot = message ? t("message.up", { time: message.until }) : isEmpty() ? t("message.empty") : t("message.goes");
    text(node.querySelector(".foot span"), foot);
    text(node.querySelector(".counts"), `${length("zh")} / ${LONGEST.zh} · ${length("en")} / ${LONGEST.en}`);
    for (const input of node.querySelectorAll("input")) input.disabled = !may();
  }
  return { node, update, focus: () => node.querySelector("input").focus() };
}

export function timeCard(openMore) {
  const button = (name, iconName, click) => el(`button.${name}`, { type: "button", onclick: (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && click() }, el("span.mark", {}, icon(iconName)), el("b"));
  const pause = button("pause", "pause", () => act("pause"));
  const back = button("back", "back", () => act("back_5s").then((done) => done && !done.error && act("back_5s")));
  const live = button("live", "live", () => act("live"));
  const mark = button("mark", "flag", () => act("mark"));
  const freeze = el("button.freeze", { type: "button" }, el("span.mark", {}, icon("freeze")), el("b"), el("span.small"));
  const photo = el("button.photo", { type: "button" }, el("span.mark", {}, icon("camera")), el("b"), el("span.small"));
  const recap = el("button.recap", { type: "button" }, el("b"), el("span.small"));
  const more = el("button.morekey", { type: "button", onclick: openMore }, el("b"));
  holdable(photo, { act: () => act("photo_countdown"), needsHold: () => wall.state?.photo === null });
  holdable(recap, { act: beginRecap, needsHold: () => wall.state?.recap === null });
  const hold = holdable(freeze, { act: () => act("freeze"), needsHold: () => wall.state?.frozen_s === null });
  const strip = el("div.strip", { "aria-hidden": "true" }, el("div.reached"), el("div.marks"), el("div.head"));
  const ticks = el("div.ticks", { "aria-hidden": "true" });
  const node = el(
    "section.card.time",
    { id: "time" },
    el("header", {}, el("span.chip.badge", {}, el("span.mark"), el("b")), el("span.behind"), el("span.rate")),
    strip,
    ticks,
    el("div.keys", {}, pause, back, live, mark, freeze, photo, recap, more),
  );
  // On the chosen screen, else on the one in the middle; while one runs it ends it.
  function beginRecap() {
    const screens = wall.state.canvases.filter((canvas) => canvas.role === "public").map((canvas) => canvas.name);
    const canvas = wall.state.recap ?? (screens.includes(ui.chosen) ? ui.chosen : screens[Math.floor((screens.length - 1) / 2)]);
    act("recap", { canvas, revision: wall.state.revision });
  }

  function update() {
    const state = wall.state;
    if (!state) return;
    const head = state.playhead;
    const following = head.mode === "following";
    const frozen = state.frozen_s !== null;
    const chip = node.querySelector(".badge");
    flag(chip, "solid", !following || frozen);
    setIcon(chip.querySelector(".mark"), frozen ? "freeze" : following ? "live" : "back");
    text(chip.querySelector("b"), frozen ? `${t("frozen")} ${state.frozen_s} s` : following ? t("time.at_live") : t("time.replaying", { time: head.recorded ?? "" }));
    const stale = state.badges.some((badge) => badge.kind === "stale");
    const behind = node.querySelector(".behind");
    flag(behind, "stale", stale);
    text(behind, stale ? t("time.newest", { age: ageText(state.figures.age_s ?? 0) }) : t("time.behind", { n: head.behind_s }));
    text(node.querySelector(".rate"), head.mode === "paused" ? "" : `${Number(head.rate.toFixed(2))}×`);
    strip.querySelector(".reached").style.transform = `scaleX(${head.place})`;
    strip.querySelector(".head").style.left = `${head.place * 100}%`;
    const marks = [...head.milestones.map((at) => ["stone", at]), ...head.marks.map((at) => ["flag", at])];
    keyed(
      strip.querySelector(".marks"),
      marks,
      ([kind, at], number) => `${kind}${at}-${number}`,
      ([kind]) => el(`span.${kind}`),
      (each, [, at]) => {
        each.style.left = `${at * 100}%`;
      },
    );
    keyed(ticks, head.ticks, (_text, number) => number, () => el("span"), text);
    setIcon(pause.querySelector(".mark"), head.mode === "paused" ? "play" : "pause");
    text(pause.querySelector("b"), t(head.mode === "paused" ? "time.go_on" : "time.pause"));
    text(back.querySelector("b"), t("time.back"));
    text(live.querySelector("b"), t("time.live"));
    text(mark.querySelector("b"), t("time.mark"));
    text(freeze.querySelector("b"), t(frozen ? "time.unfreeze" : "time.freeze"));
    text(freeze.querySelector(".small"), frozen ? "" : t("hold_short"));
    text(photo.querySelector("b"), state.photo === null ? t("time.photo") : String(state.photo));
    text(photo.querySelector(".small"), state.photo === null ? t("hold_short") : "");
    text(recap.querySelector("b"), state.recap === null ? t("time.recap") : t("chief.recap_end"));
    text(recap.querySelector(".small"), state.recap === null ? t("hold_short") : "");
    flag(recap, "on", state.recap !== null);
    text(more.querySelector("b"), t("time.more"));
    flag(freeze, "on", frozen);
    for (const each of node.querySelectorAll(".keys button")) attribute(each, "aria-disabled", String(!may()));
    attribute(live, "aria-disabled", String(!may() || following));
    attribute(photo, "aria-disabled", String(!may() || state.black));
    attribute(recap, "aria-disabled", String(!may() || !following || frozen));
    attribute(more, "aria-disabled", "false");
  }
  return { node, update, hold };
}
