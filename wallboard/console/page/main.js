// The page: words, pairing where this device is not paired yet, then the console.

import { el, flag, shown, text } from "./dom.js";
import { icon } from "./icons.js";
import { alarmLine, bar } from "./bar.js";
import { heldCard, messageCard, timeCard } from "./cards.js";
import { keyHelp, listen } from "./keys.js";
import { machines } from "./machines.js";
import { moreSheet } from "./more.js";
import { night } from "./night.js";
import { layouts, prepareRow, screenSwitch } from "./prepare.js";
import { monitors } from "./monitors.js";
import { pairing } from "./pairing.js";
import { healthCard, lastAction, lastActions, nextCue, rundown } from "./side.js";
import { modeNow, openCard, sideTabs, tabs } from "./tabs.js";
import { blackGuard, blackScreens, guardOpener, guardPage, placeOver, takeButton } from "./take.js";
import { onUi, ui, uiChanged } from "./ui.js";
import { loadWords, t } from "./words.js";
import { canAct, connect, inContact, onChange, silentFor, wall } from "./wall.js";

function lostBand() {
  const node = el("section.lostband", { hidden: true, role: "alert" }, icon("nolink"), el("div", {}, el("b"), el("span")));
  return {
    node,
    update: () => {
      const lost = !inContact();
      shown(node, lost || wall.trouble);
      if (lost) {
        text(node.querySelector("b"), t("lost.title", { n: Math.max(0, Math.floor(silentFor())) }));
        text(node.querySelector("span"), t("lost.text"));
      } else if (wall.trouble) {
        text(node.querySelector("b"), wall.trouble.why?.[document.documentElement.lang.startsWith("zh") ? "zh" : "en"] ?? "");
        text(node.querySelector("span"), "");
      }
    },
  };
}

function openConsole() {
  const goTo = (place) => {
    ui.place = place;
    history.replaceState(null, "", place === "wall" ? "/" : `/${place}`);
    arrange();
    update();
    if (place === "rundown") parts.night.refreshThumbs();
  };
  ui.place = { "/rundown": "rundown", "/machines": "machines" }[location.pathname] ?? "wall";
  if (ui.place === "rundown") ui.tab = "rundown";
  const parts = {
    bar: bar(goTo),
    alarm: alarmLine(openCard),
    lost: lostBand(),
    program: monitors("program"),
    preview: monitors("preview"),
    switch: screenSwitch(),
    prepare: prepareRow(),
    layouts: layouts(),
    place: placeOver(),
    take: takeButton("take"),
    cut: takeButton("cut"),
    black: blackGuard(),
    screens: blackScreens(),
    opener: guardOpener(),
    guard: guardPage(),
    rundown: rundown(goTo),
    health: healthCard(goTo),
    actions: lastActions(),
    last: lastAction(),
    next: nextCue(),
    held: heldCard(),
    message: messageCard(),
    time: timeCard(() => {
      ui.more = !ui.more;
      uiChanged();
    }),
    more: moreSheet(),
    night: night(goTo),
    machines: machines(goTo),
    tabs: tabs(goTo),
    side: sideTabs(),
    keys: keyHelp(),
  };
  const n = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.node]));
  const main = el(
    "main.console",
    {},
    el("div.wallside", {}, n.program, n.switch, n.preview, n.prepare, n.layouts, n.last),
    el("div.takeside", {}, n.place, n.take, n.cut, n.black, n.screens),
    el("div.rightside", {}, n.side, n.rundown, n.health),
    el("div.bottom", {}, n.held, n.message, n.time, n.actions, n.more),
  );
  const pad = el("div.takefoot", {}, n.next, el("div.takekeys", {}));
  document.body.replaceChildren(n.bar, n.alarm, n.lost, main, n.night, n.machines, pad, n.tabs, n.guard, n.keys);

  function arrange() {
    ui.mode = modeNow();
    document.body.dataset.mode = ui.mode;
    const keys = pad.querySelector(".takekeys");
    const small = ui.mode === "phone" || ui.mode === "tablet";
    const page = ui.place === "rundown" && ui.mode !== "phone";
    const apart = ui.place === "machines";
    document.body.dataset.place = page || apart ? ui.place : "wall";
    shown(main, !page && !apart);
    if (apart) {
      shown(pad, false);
      return;
    }
    if (page) {
      parts.night.take.replaceChildren(n.take, n.cut);
      parts.night.place.replaceChildren(n.place);
      shown(pad, false);
      return;
    }
    if (small) {
      if (ui.mode === "phone") keys.replaceChildren(n.take, n.cut, n.opener);
      else keys.replaceChildren(n.black, n.cut, n.take);
    } else if (n.take.parentElement !== main.querySelector(".takeside")) {
      main.querySelector(".takeside").append(n.place, n.take, n.cut, n.black, n.screens);
    }
    (ui.mode === "narrow" ? main.querySelector(".rightside") : main.querySelector(".bottom")).append(n.actions);
    shown(pad, small);
    if (small) pad.prepend(n.place, n.next);
  }

  function update() {
    const dead = !canAct();
    flag(document.body, "lost", !inContact());
    flag(document.body, "dead", dead);
    flag(document.body, "refused", ui.note);
    if (wall.revoked) {
      location.replace("/pair");
      return;
    }
    if (wall.state) {
      if (ui.place === "machines" && !wall.state.link) goTo("wall");
      const first = wall.state.canvases.find((canvas) => canvas.role === "public");
      if (ui.mode === "phone" && ui.tab === "wall" && !ui.chosen && wall.state.canvases.length > 1) document.body.dataset.first = first.name;
      document.title = `${wall.state.event.logo || "wallboard"} · ${t("title")}`;
    }
    for (const part of Object.values(parts)) part.update();
  }

  arrange();
  for (const [, query] of [["", "(max-width: 699px)"], ["", "(max-width: 1279px)"], ["", "(max-width: 1839px)"]]) {
    matchMedia(query).addEventListener("change", () => {
      arrange();
      update();
    });
  }
  onChange(update);
  onUi(update);
  setInterval(() => {
    parts.bar.tick();
    parts.guard.tick();
  }, 100);
  listen({
    blackHold: parts.black.hold,
    freezeHold: parts.time.hold,
    heldHold: parts.held.hold,
    refuse: parts.held.refuse,
    focusMessage: () => {
      openCard("message");
      parts.message.focus();
    },
    showHealth: () => openCard("health"),
  });
  update();
  connect();
}

await loadWords();
const known = await fetch("/api/1/me").catch(() => null);
if (known?.ok && location.pathname !== "/pair") {
  wall.me = await known.json();
  openConsole();
} else {
  const trouble = known && !known.ok ? await known.json() : null;
  const page = pairing(location.pathname === "/pair" && trouble?.error === "no_token" ? null : trouble, () => {
    location.href = "/";
  });
  document.body.replaceChildren(page.node);
}
