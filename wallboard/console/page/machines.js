// The page of machines, where several share the wall: who leads, who is there, and how each of them does.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { ui } from "./ui.js";
import { said, t } from "./words.js";
import { wall } from "./wall.js";

const COLUMNS = ["name", "role", "rank", "recording", "lag", "clock", "frames", "refused", "alarms"];
const RANKS = { 1: "machines.first", 2: "machines.second" };
const signed = (ms) => (ms === null ? "—" : `${ms < 0 ? "−" : "+"}${Math.abs(ms).toFixed(2)} ms`);

function headCard(name) {
  return el(`section.card.${name}`, {}, el("span.label"), el("b.big"), el("span.why"));
}

function machineRow() {
  const cells = COLUMNS.map((name) => el(`span.${name}`, {}, el("span.head"), el("b"), el("span.more")));
  cells[0].prepend(el("span.mark"));
  return el("li.machine", {}, ...cells);
}

function fillRow(row, told) {
  const here = told.here ? t("machines.here") : "";
  const missing = told.missing_s ? t("machines.missing", { s: told.missing_s }) : t("machines.whole");
  const cells = {
    name: [told.node, here],
    role: [said(told.value), ""],
    rank: [told.rank ? t(RANKS[told.rank]) : t("machines.none"), ""],
    recording: [told.recorded, told.missing_s === null ? "" : missing],
    lag: [told.up && told.lag_ms !== null ? `${told.lag_ms} ms` : "—", ""],
    clock: [told.up ? signed(told.clock_ms) : "—", ""],
    frames: [told.up ? `${told.frames_per_s} / s` : "—", ""],
    refused: [String(told.refused), ""],
    alarms: [told.alarms[0] ?? (told.up ? t("machines.well") : "—"), told.alarms.length > 1 ? `+${told.alarms.length - 1}` : ""],
  };
  setIcon(row.querySelector(".mark"), told.well ? "tick" : told.up ? "warn" : "nolink");
  flag(row, "leads", told.role === "lead");
  flag(row, "gone", !told.up);
  flag(row, "wrong", told.up && !told.well);
  flag(row, "incomplete", told.missing_s > 2);
  for (const [name, [value, more]] of Object.entries(cells)) {
    const cell = row.querySelector(`:scope > .${name}`);
    text(cell.querySelector(".head"), t(`machines.${name}`));
    text(cell.querySelector("b"), value);
    text(cell.querySelector(".more"), more);
  }
  flag(row.querySelector(".alarms"), "on", told.alarms.length);
  attribute(row.querySelector(".alarms"), "title", told.alarms.join("\n") || null);
  flag(row.querySelector(":scope > .refused"), "on", told.refused);
}

export function machines(goTo) {
  const close = el("button.close", { type: "button", onclick: () => goTo("wall") }, icon("back"), el("b"));
  const heads = { leads: headCard("leads"), there: headCard("there"), broker: headCard("broker"), newest: headCard("newest") };
  const headings = el("div.machine.headings", {}, ...COLUMNS.map((name) => el(`span.${name}`)));
  const list = el("ol.machinelist");
  const own = el("p.own");
  const node = el("main.machines", { hidden: true }, el("header", {}, el("h2"), close), el("div.heads", {}, ...Object.values(heads)), headings, list, own);

  const fill = (name, value, why, wrong) => {
    text(heads[name].querySelector(".label"), t(`machines.${name}`));
    text(heads[name].querySelector(".big"), value);
    text(heads[name].querySelector(".why"), why);
    flag(heads[name], "wrong", wrong);
  };

  function update() {
    const link = wall.state?.link ?? null;
    shown(node, ui.place === "machines" && link);
    if (node.hidden) return;
    const rows = wall.state.machines;
    const gone = rows.filter((row) => !row.up).map((row) => row.node);
    text(node.querySelector("h2"), t("machines.title", { wall: link.wall }));
    text(close.querySelector("b"), t("machines.close"));
    fill("leads", link.lead || t("machines.nobody"), link.lead ? t("machines.epoch", { n: link.epoch }) : t("machines.nobody_do"), !link.lead);
    fill("there", t("machines.of", { n: link.there, of: link.of }), gone.length ? t("machines.gone", { names: gone.join(", ") }) : t("machines.all_there"), gone.length);
    fill("broker", t(link.reached ? "machines.reached" : "machines.lost"), link.reached ? t("machines.reached_do", { node: link.node }) : t("machines.lost_do"), !link.reached);
    fill("newest", link.newest, t("machines.newest_do"), false);
    for (const name of COLUMNS) text(headings.querySelector(`.${name}`), t(`machines.${name}`));
    keyed(list, rows, (row) => row.node, machineRow, fillRow);
    const said_ = [...link.alarms, ...(link.refused ? [`${t("machines.refused")}: ${link.refused_why}`] : [])];
    text(own, said_.length ? `${link.node}: ${said_.join(" · ")}` : "");
  }
  return { node, update };
}
