// The bar with the clocks and who this is, and the line of alarms under it, which is always as high.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { act } from "./asks.js";
import { holdable } from "./holding.js";
import { ui, uiChanged } from "./ui.js";
import { clockText, dayTime, language, otherLanguage, said, setLanguage, t } from "./words.js";
import { canAct, wall } from "./wall.js";

export function bar(goTo) {
  const logo = el("span.logo");
  const title = el("span.product");
  const simulated = el("span.badge.simulated", {}, icon("diamond"), el("b"), el("span.other"));
  const elapsed = el("b.clock.event", { "aria-hidden": "true" });
  const local = el("b.clock", { "aria-hidden": "true" });
  const eventName = el("span.label");
  const placeName = el("span.label");
  const contact = el("span.contact", {}, icon("tick"), el("span.word"), el("span.ms"));
  const who = el("b.who");
  const role = el("span.role", {}, icon("key"), el("span"));
  const languages = ["zh", "en"].map((tag) => {
    const name = tag === "zh" ? "\u4e2d\u6587" : "EN";
    return el("button.lang", { type: "button", lang: tag, "data-tag": tag, onclick: () => speak(tag) }, name);
  });
  const oneLanguage = el("button.lang.single", { type: "button", onclick: () => speak(otherLanguage()) });
  const lock = el("button.lock", { type: "button" }, icon("unlocked"), el("span.word"));
  const pages = ["wall", "rundown", "machines"].map((place) =>
    el("button.pageswitch", { type: "button", "data-place": place, onclick: () => goTo(place) }, el("span")),
  );
  const speak = (tag) => {
    setLanguage(tag);
    uiChanged();
  };
  holdable(lock, { act: () => act("lock"), needsHold: () => Boolean(wall.state?.locked), ms: 1000 });

  const node = el(
    "header.bar",
    {},
    el("div.left", {}, logo, title, el("nav.pages", { "aria-label": "pages" }, ...pages), simulated),
    el("div.clocks", {}, el("span.pair", {}, eventName, elapsed), el("span.pair.second", {}, placeName, local)),
    el(
      "div.right",
      {},
      contact,
      who,
      role,
      el("div.languages", { role: "group" }, ...languages),
      oneLanguage,
      lock,
    ),
  );

  function update() {
    const state = wall.state;
    text(logo, state?.event.logo || "wallboard");
    text(title, t("title"));
    shown(simulated, state?.event.simulated);
    text(simulated.querySelector("b"), said(badgeWord(state, "simulated")) || "SIMULATED");
    text(simulated.querySelector(".other"), said(badgeWord(state, "simulated"), otherLanguage()));
    text(eventName, t("event_time"));
    text(placeName, said(state?.clock.place));
    text(contact.querySelector(".word"), t("contact"));
    text(contact.querySelector(".ms"), wall.rtt === null ? "" : `${wall.rtt} ms`);
    flag(contact, "gone", !canAct());
    text(who, wall.me?.name ?? "");
    shown(role, wall.me);
    text(role.querySelector("span"), wall.me ? t(`role.${wall.me.role}`) : "");
    for (const button of languages) attribute(button, "aria-pressed", String(button.dataset.tag === language));
    text(oneLanguage, otherLanguage() === "zh" ? "\u4e2d" : "EN");
    for (const button of pages) {
      attribute(button, "aria-current", button.dataset.place === ui.place ? "page" : null);
      shown(button, button.dataset.place !== "machines" || state?.link);
      text(button.querySelector("span"), t(`tab.${button.dataset.place}`));
    }
    const locked = Boolean(state?.locked);
    flag(lock, "on", locked);
    attribute(lock, "aria-label", t(locked ? "unlock" : "lock"));
    text(lock.querySelector(".word"), t(locked ? "unlock" : "lock"));
    attribute(lock, "aria-disabled", String(!canAct() || wall.me?.role === "viewer"));
  }

  function tick() {
    const clock = wall.state?.clock;
    if (!clock) return;
    const since = canAct() ? (performance.now() - wall.at) * clock.rate : 0;
    text(elapsed, clock.elapsed_ms === null ? "—" : clockText(clock.elapsed_ms + since));
    text(local, clock.local_ms === undefined ? "—" : dayTime(clock.local_ms + since));
    attribute(elapsed.parentElement, "aria-label", `${t("event_time")} ${elapsed.textContent}`);
  }
  return { node, update, tick };
}

const badgeWord = (state, kind) => state?.badges.find((badge) => badge.kind === kind)?.text;

export function alarmLine(openCard) {
  const chip = el("span.chip", {}, el("span.mark"), el("b"));
  const list = el("div.sentences");
  const rest = el("span.rest");
  const node = el("section.alarm", { "aria-label": "alarms" }, chip, list, rest);
  const spoken = el("div.spoken", { role: "alert" });
  node.append(spoken);
  let last = "";

  function update() {
    const state = wall.state;
    const alarms = state?.alarms ?? [];
    const acts = alarms.filter((alarm) => alarm.level === "act");
    const level = acts.length ? "act" : alarms.length ? "attention" : "well";
    flag(node, "act", level === "act");
    flag(node, "attention", level === "attention");
    flag(node, "well", level === "well");
    setIcon(chip.querySelector(".mark"), level === "well" ? "tick" : level === "act" ? "warn" : "hand");
    const count = alarms.length;
    const chipText =
      level === "well"
        ? t("alarm.all_well")
        : level === "act"
          ? count === 1
            ? t("alarm.act_one")
            : t("alarm.act", { n: count })
          : t("alarm.attention", { n: count });
    text(chip.querySelector("b"), chipText);
    const lines =
      level === "well" && state
        ? [{ text: { en: wellLine(state, "en"), zh: wellLine(state, "zh") }, do: null, card: "health", key: "well" }]
        : alarms.slice(0, 3);
    keyed(
      list,
      lines,
      (alarm, number) => number,
      () => el("button.sentence", { type: "button" }, el("b"), el("span")),
      (button, alarm) => {
        button.onclick = () => openCard(alarm.card);
        text(button.querySelector("b"), level === "well" ? "" : said(alarm.text));
        text(button.querySelector("span"), level === "well" ? said(alarm.text) : said(alarm.do));
        attribute(button, "title", said(alarm.text));
      },
    );
    text(rest, count === 1 ? t("alarm.no_other") : count > 3 ? `+ ${count - 3}` : "");
    const now = acts.map((alarm) => said(alarm.text).replace(/\d+/g, "")).join(". ");
    if (now !== last) {
      last = now;
      text(spoken, acts.map((alarm) => said(alarm.text)).join(". "));
    }
  }
  return { node, update };
}

function wellLine(state, tag) {
  const screens = state.health.find((row) => row.name === "screens");
  const age = state.figures.age_s;
  const parts = [t("alarm.well_line", { age: age ?? "—", screens: `${said(screens.title, tag)} ${said(screens.value, tag)}` }, tag)];
  const frames = state.health.find((row) => row.name === "frames");
  if (frames) parts.push(said(frames.value, tag));
  return parts.join(" · ");
}
