// The row that says for which screens is prepared and how pictures are set, and the layouts as keys.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon } from "./icons.js";
import { act, adjust, prepare } from "./asks.js";
import { refresh, whileSeen } from "./pictures.js";
import { ui, uiChanged } from "./ui.js";
import { languageName, otherLanguage, said, t } from "./words.js";
import { canAct, inContact, wall } from "./wall.js";

const may = () => canAct() && wall.me?.role !== "viewer" && !wall.state?.locked;

export function screenSwitch() {
  const node = el("div.switch", { role: "radiogroup" });
  function update() {
    const state = wall.state;
    const canvases = state?.canvases.filter((canvas) => canvas.role === "public") ?? [];
    shown(node, canvases.length > 1);
    const items = [{ name: "", all: true }, ...canvases];
    keyed(
      node,
      items,
      (item) => item.name || "all",
      (item) => el("button", { type: "button", role: "radio", onclick: () => choose(item.name) }, icon("tick"), el("span.dot", { "aria-hidden": "true" }), el("b")),
      (button, item) => {
        const chosen = (ui.chosen || "") === item.name;
        attribute(button, "aria-checked", String(chosen));
        attribute(button, "tabindex", chosen ? 0 : -1);
        text(button.querySelector("b"), item.all ? t("all") : ui.mode === "phone" ? said(item.short) : said(item.title));
        flag(button, "ready", !item.all && item.preview !== null);
      },
    );
    attribute(node, "aria-label", t("prepare_for"));
  }
  const choose = (name) => {
    ui.chosen = name;
    uiChanged();
  };
  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...node.children];
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.click();
    next.focus();
  });
  return { node, update };
}

export function prepareRow() {
  const label = el("span.label");
  const screens = screenSwitch();
  const button = (name, act_, ...children) => el(`button.${name}`, { type: "button", onclick: act_ }, ...children);
  const pageBack = button("step", () => adjust("previous_page"), icon("left"));
  const pageOn = button("step", () => adjust("next_page"), icon("right"));
  const pin = button("mid", () => adjust("pin_page"), el("b"));
  const provinceBack = button("step", () => adjust("previous_province"), icon("left"));
  const provinceOn = button("step", () => adjust("next_province"), icon("right"));
  const province = button("mid.wide", () => adjust("country"), el("b"));
  const leading = button("plain", () => adjust("language"), el("b"));
  const currency = button("plain", () => adjust("currency"), el("b"));
  const rotation = button("plain", () => act("rotation"), el("b"));
  const node = el(
    "section.prepare",
    {},
    label,
    screens.node,
    el("span.grow"),
    el("span.label.page"),
    el("div.group", { role: "group" }, pageBack, pin, pageOn),
    el("span.label.prov"),
    el("div.group", { role: "group" }, provinceBack, province, provinceOn),
    el("div.group.apart", {}, leading, currency, rotation),
  );
  function update() {
    const state = wall.state;
    screens.update();
    text(label, t("prepare_for"));
    shown(label, state && state.canvases.length > 1);
    text(node.querySelector(".label.page"), t("page"));
    text(node.querySelector(".label.prov"), t("province"));
    if (!state) return;
    const first = state.canvases.find((canvas) => canvas.name === ui.chosen) ?? state.canvases[0];
    const set = first.preview ?? first.program;
    text(pin.querySelector("b"), t(set.pinned ? "pinned" : "pages_turn"));
    attribute(pin, "aria-pressed", String(set.pinned));
    text(province.querySelector("b"), set.province ? t("province_n", { n: set.province }) : t("whole_country"));
    text(leading.querySelector("b"), t("leads", { language: languageName(set.language) }));
    shown(leading, state.languages.length > 1);
    text(currency.querySelector("b"), state.currencies[set.currency] || "—");
    text(rotation.querySelector("b"), t(state.rotation ? "rotation_on" : "rotation_off"));
    attribute(rotation, "aria-pressed", String(state.rotation));
    attribute(pageBack, "aria-label", `${t("page")} −`);
    attribute(pageOn, "aria-label", `${t("page")} +`);
    attribute(provinceBack, "aria-label", `${t("province")} −`);
    attribute(provinceOn, "aria-label", `${t("province")} +`);
    for (const each of node.querySelectorAll(".group button")) attribute(each, "aria-disabled", String(!may()));
  }
  return { node, update };
}

export function layouts() {
  const node = el("section.layouts", { role: "toolbar" });

  function key(layout) {
    const img = el("img", { alt: "", draggable: "false" });
    const made = el(
      "button.layoutkey",
      { type: "button", "data-layout": layout.name },
      el("span.picture", {}, img, el("span.chip.word"), el("kbd")),
      el("span.name", {}, el("b"), el("span.other")),
      el("span.cells"),
      el("span.why"),
    );
    made.img = img;
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays where it was
    made.addEventListener("click", () => {
      if (made.getAttribute("aria-disabled") !== "true") prepare(layout.name);
    });
    return made;
  }

  function update() {
    const state = wall.state;
    if (!state) return;
    attribute(node, "aria-label", t("tab.layouts"));
    node.style.setProperty("--layouts", state.layouts.length);
    node.style.setProperty("--columns", Math.min(8, Math.ceil(state.layouts.length / 2)));
    attribute(node, "data-many", state.layouts.length > (ui.mode === "desktop" ? 10 : 8));
    keyed(
      node,
      state.layouts,
      (layout) => layout.name,
      key,
      (button, layout, number) => {
        const onAir = state.canvases.filter((canvas) => canvas.program.layout === layout.name);
        const ready = state.canvases.filter((canvas) => canvas.preview?.layout === layout.name);
        flag(button, "onair", onAir.length);
        flag(button, "ready", !onAir.length && ready.length);
        flag(button, "absent", layout.absent);
        flag(button, "lost", !inContact());
        attribute(button, "aria-disabled", String(!may() || Boolean(layout.absent)));
        attribute(button, "tabindex", number === 0 ? 0 : -1);
        const word = button.querySelector(".word");
        shown(word, onAir.length || ready.length);
        text(word, onAir.length ? t("on_air") : ready.length ? t("preview") : "");
        text(button.querySelector("kbd"), layout.key);
        text(button.querySelector(".name b"), said(layout.title));
        text(button.querySelector(".other"), said(layout.title, otherLanguage()));
        const why = button.querySelector(".why");
        const cells = button.querySelector(".cells");
        shown(why, layout.absent);
        text(why, layout.absent ? said(layout.absent) : "");
        shown(cells, !layout.absent && state.canvases.length > 1);
        keyed(
          cells,
          state.canvases,
          (canvas) => canvas.name,
          () => el("span.cell", {}, el("span.mark"), el("span")),
          (cell, canvas) => {
            flag(cell, "onair", canvas.program.layout === layout.name && !canvas.gone);
            flag(cell, "gone", canvas.program.layout === layout.name && canvas.gone);
            flag(cell, "ready", canvas.preview?.layout === layout.name);
            text(cell.lastElementChild, said(canvas.short));
          },
        );
        const where = [
          ...onAir.map((canvas) => `${t("on_air")} ${said(canvas.title)}`),
          ...ready.map((canvas) => `${t("preview")} ${said(canvas.title)}`),
        ];
        attribute(button, "aria-label", [said(layout.title), ...where, layout.absent ? said(layout.absent) : null].filter(Boolean).join(", "));
      },
    );
  }
  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const keys = [...node.children];
    const at = keys.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    keys[(at + step + keys.length) % keys.length].focus();
  });
  whileSeen(5000, async () => {
    if (!wall.state || !canAct()) return;
    for (const layout of wall.state.layouts) {
      const button = node.__keyed?.get(layout.name);
      if (button && button.offsetParent !== null) await refresh(button.img, `/layout/${encodeURIComponent(layout.name)}.jpg`);
    }
  });
  return { node, update };
}
