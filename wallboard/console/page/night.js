// The rundown as a page of its own: what is on air by it, what comes and why, how it stands against the plan, all rows.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { act } from "./asks.js";
import { inText, nextCue } from "./side.js";
import { ui } from "./ui.js";
import { said, t } from "./words.js";
import { whileSeen } from "./pictures.js";
import { canAct, inContact, wall } from "./wall.js";

const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;

// +3:00 late, −1:00 ahead; nothing where there is no plan.
function overText(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds === 0) return "0:00";
  return `${seconds < 0 ? "−" : "+"}${inText(Math.abs(seconds))}`;
}
const overWord = (seconds) => (seconds === 0 ? t("rundown.on_plan") : t(seconds < 0 ? "rundown.ahead" : "rundown.late"));
const spanText = (elapsed) => (elapsed ? elapsed.replace(/^00:0?/, "") : "—");
const spanSeconds = (elapsed) => (elapsed ? elapsed.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) : 0);

const HEADINGS = {
  number: "rundown.number",
  event_time: "rundown.event_time",
  starts: "rundown.starts",
  screens: "rundown.screens",
  for_: "rundown.for_",
  note: "rundown.note",
  over: "rundown.over",
};

export function night(goTo) {
  const now = el("section.card.nowcard", {}, el("header", {}, el("span.chip.air", {}, el("span.mark"), el("b")), el("b.number"), el("span.grow"), el("span.since")), el("b.what"), el("p.note"), el("div.progress", {}, el("i")));
  const next = nextCue();
  const coming = el("section.card.nextcard", {}, next.node);
  const plan = el("section.card.plancard", {}, el("span.label"), el("b.over"), el("span.word"), el("span.back"));
  const take = el("div.nighttake");
  const hold = el("button.holdkey", { type: "button", onclick: () => hold.getAttribute("aria-disabled") !== "true" && act(wall.state?.rundown?.on_hold ? "resume" : "hold_rundown") }, el("span.mark"), el("b"));
  const place = el("div.nightplace");
  const headings = el("div.cue.headings", {}, ...Object.keys(HEADINGS).map((name) => el(`span.${name}`)), el("span"));
  const list = el("ol.nightcues");
  const none = el("p.none");
  const node = el("main.night", { hidden: true }, el("div.heads", {}, now, coming, plan, place, take, hold), headings, list, none);
  const thumbs = new Map();
  let wasShown = false;

  function rows(told) {
    const made = [];
    const hands = [...told.by_hand];
    const before = (number) => {
      while (hands.length && hands[0].behind < number) made.push({ hand: hands.shift() });
    };
    told.entries.forEach((entry) => {
      before(entry.number);
      made.push({ entry });
    });
    before(Infinity);
    return made;
  }

  function makeRow({ hand }) {
    if (hand) return el("li.byhand", {}, el("span"), el("b.at"), el("span.hand", {}, icon("hand"), el("b")));
    const prepare = el("button.prepare", { type: "button" }, icon("diamond"), el("b"));
    return el("li.cue", {}, el("span.number"), el("b.at"), el("span.starts", {}, el("span"), el("span.chip.hard")), el("span.screens", {}, el("span.thumbs"), el("b.what")), el("span.for_"), el("span.note"), el("span.over", {}, el("b"), el("span")), el("span.doing", {}, el("span.chip.state"), prepare));
  }

  function fillRow(row, { entry, hand }, told) {
    if (hand) {
      text(row.querySelector(".at"), hand.at);
      text(row.querySelector(".hand b"), t("rundown.by_hand_row", { who: hand.who || t("actions.keyboard"), what: said(hand.what) }));
      return;
    }
    for (const name of ["done", "now", "next", "mistaken"]) flag(row, name, entry.state === name);
    text(row.querySelector(".number"), String(entry.number));
    text(row.querySelector(".at"), entry.at ?? (entry.estimate ? `≈${entry.estimate[0]}` : "—"));
    text(row.querySelector(".starts span"), entry.at === null ? said(entry.starts) : t("rundown.clock"));
    shown(row.querySelector(".hard"), entry.hard);
    text(row.querySelector(".hard"), t("rundown.hard"));
    keyed(
      row.querySelector(".thumbs"),
      entry.kind === "layout" ? entry.layouts : [],
      (_layout, number) => number,
      () => el("img", { alt: "", draggable: "false" }),
      (img, layout) => {
        const url = thumbs.get(layout)?.url ?? null;
        attribute(img, "src", url);
        img.classList.toggle("empty", !url);
      },
    );
    text(row.querySelector(".what"), entry.kind === "message" ? `${t("rundown.message")} ${said(entry.what)}` : said(entry.what));
    text(row.querySelector(".for_"), spanText(entry.hold));
    text(row.querySelector(".note"), entry.note);
    text(row.querySelector(".over b"), overText(entry.over_s));
    const range = entry.estimate ? t("rundown.estimate", { begin: entry.estimate[0], end: entry.estimate[1] }) : "";
    text(row.querySelector(".over span"), [entry.over_s ? overWord(entry.over_s) : "", entry.planned ? t("rundown.planned", { time: entry.planned }) : "", range].filter(Boolean).join(" · "));
    const chip = row.querySelector(".state");
    const waits = told.on_hold && entry.state === "next" && !entry.hard;
    const word = waits ? "rundown.on_hold" : { now: "rundown.now", next: "rundown.next", done: "rundown.done", mistaken: "rundown.mistaken" }[entry.state];
    flag(chip, "waits", waits);
    shown(chip, word);
    text(chip, word ? [t(word), entry.state === "now" && told.now_s !== null ? inText(told.now_s) : "", entry.state === "next" && told.next?.number === entry.number ? inText(told.next.in_s) : ""].filter(Boolean).join(" ") : "");
    const prepare = row.querySelector(".prepare");
    text(prepare.querySelector("b"), t("rundown.prepare_this"));
    attribute(prepare, "aria-label", `${t("rundown.prepare_this")} ${entry.number}`);
    attribute(prepare, "aria-disabled", String(!may() || entry.kind === "recap"));
    prepare.onclick = () => prepare.getAttribute("aria-disabled") !== "true" && act("prepare_next", { argument: { entry: entry.number - 1 } });
  }

  function update() {
    const here = ui.place === "rundown" && ui.mode !== "phone";
    shown(node, here);
    if (!here) {
      wasShown = false;
      return;
    }
    const told = wall.state?.rundown ?? null;
    next.update();
    const entry = told?.entries.find((each) => each.number === told.now) ?? null;
    flag(now, "none", !entry);
    text(now.querySelector(".chip b"), t("rundown.now"));
    shown(now.querySelector(".chip"), entry);
    text(now.querySelector(".number"), entry ? String(entry.number) : "");
    const length = spanSeconds(entry?.hold);
    const since = entry && told.now_s !== null ? t("rundown.on_air_for", { time: inText(told.now_s) }) : "";
    text(now.querySelector(".since"), [since, entry?.hold ? t("rundown.of", { time: spanText(entry.hold) }) : ""].filter(Boolean).join(" "));
    text(now.querySelector(".what"), entry ? said(entry.what) : t(told ? "rundown.nothing_now" : "rundown.none"));
    text(now.querySelector(".note"), entry?.note ?? (told ? "" : t("rundown.none_do")));
    now.querySelector(".progress i").style.transform = `scaleX(${length ? Math.min(1, told.now_s / length) : 0})`;
    text(plan.querySelector(".label"), t("rundown.plan"));
    const stands = told?.plan ?? null;
    text(plan.querySelector(".over"), stands ? overText(stands.over_s) : "—");
    text(plan.querySelector(".word"), stands ? overWord(stands.over_s) : t("rundown.no_plan"));
    text(plan.querySelector(".back"), stands && stands.over_s && stands.back ? t("rundown.back_at", { time: stands.back }) : "");
    flag(node, "noted", ui.note);
    setIcon(hold.querySelector(".mark"), told?.on_hold ? "live" : "pause");
    text(hold.querySelector("b"), t(told?.on_hold ? "rundown.resume" : "rundown.hold"));
    attribute(hold, "aria-disabled", String(!may() || !told));
    for (const [name, word] of Object.entries(HEADINGS)) text(headings.querySelector(`.${name}`), t(word));
    shown(headings, told);
    text(none, "");
    keyed(
      list,
      told ? rows(told) : [],
      (item) => (item.hand ? `hand-${item.hand.id}` : item.entry.number),
      makeRow,
      (row, item) => fillRow(row, item, told),
    );
    if (!wasShown && told) {
      wasShown = true;
      refreshThumbs();
      requestAnimationFrame(() => list.querySelector(".now")?.scrollIntoView({ block: "center" }));
    }
  }

  whileSeen(4000, refreshThumbs);
  async function refreshThumbs() {
    if (node.hidden || !inContact() || !wall.state?.rundown) return;
    const wanted = new Set(wall.state.rundown.entries.flatMap((entry) => (entry.kind === "layout" ? entry.layouts : [])).filter(Boolean));
    for (const layout of wanted) {
      const answer = await fetch(`/layout/${encodeURIComponent(layout)}.jpg`, { cache: "no-cache" }).catch(() => null);
      const etag = answer?.headers.get("etag");
      if (!answer?.ok || thumbs.get(layout)?.etag === etag) continue;
      const before = thumbs.get(layout)?.url;
      thumbs.set(layout, { etag, url: URL.createObjectURL(await answer.blob()) });
      update();
      if (before) URL.revokeObjectURL(before);
    }
  }
  return { node, update, take, place, refreshThumbs, goTo };
}
