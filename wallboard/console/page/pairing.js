// Pairing: six digits, the name of this device, and what it may then do.

import { attribute, el, flag, keyed, shown, text } from "./dom.js";
import { icon } from "./icons.js";
import { otherLanguage, said, setLanguage, t } from "./words.js";

const DIGITS = 6;
const MAY = [
  ["can_take", "operator"],
  ["can_black", "operator"],
  ["can_say", "operator"],
  ["can_rundown", "operator"],
  ["can_decide", "chief"],
  ["can_correct", "chief"],
  ["can_quit", "never"],
];
const RANK = { viewer: 0, operator: 1, chief: 2, never: 3 };

export function pairing(trouble, onOpen) {
  let digits = (location.hash.match(/^#(\d{6})$/) ?? [])[1] ?? "";
  history.replaceState(null, "", "/pair"); // the code stays nowhere
  let wrong = trouble?.error === "revoked" ? trouble : null;
  let paired = null;
  let busy = false;

  const language = el("button.lang.single", { type: "button" });
  const cells = el("div.digits", { role: "group" });
  const error = el("p.wrong", { role: "alert" }, icon("warn"), el("span"));
  const name = el("input", { type: "text", maxlength: 40, autocomplete: "off", spellcheck: "false", value: deviceName() });
  const called = el("label.called", {}, el("span.label"), el("span.box", {}, name, el("span.hint")));
  const pad = el("div.pad", {}, ...["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "delete"].map(padKey));
  const submit = el("button.pairnow", { type: "button", onclick: () => submit.getAttribute("aria-disabled") !== "true" && pair() }, el("b"), el("span"));
  const form = el("section.form", {}, el("h1"), el("p.how"), cells, error, called, pad, submit);
  const list = el("ul.may");
  const open = el("button.opennow", { type: "button", onclick: onOpen });
  const done = el("section.paired", {}, el("p.good", {}, icon("tick"), el("b")), el("h1"), el("p.role", {}, el("span"), el("i")), list, el("span.grow"), open, el("p.lost"));
  const node = el("main.pairing", {}, el("header", {}, el("span.logo", {}, "wallboard"), el("span.host", {}, location.hostname), language), form, done);

  function padKey(key) {
    const button = el("button", { type: "button", onclick: () => press(key) });
    button.dataset.key = key;
    button.append(key === "delete" ? icon("delete") : key === "clear" ? "" : key);
    return button;
  }

  function press(key) {
    if (busy) return;
    if (key === "clear") digits = "";
    else if (key === "delete") digits = digits.slice(0, -1);
    else if (digits.length < DIGITS) digits += key;
    if (digits.length) wrong = null;
    update();
  }

  async function pair() {
    if (digits.length < DIGITS || busy) return;
    busy = true;
    update();
    try {
      const answer = await fetch("/api/1/pair", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code: digits, name: name.value.trim() || deviceName() }),
      });
      const told = await answer.json();
      if (answer.ok) paired = told;
      else wrong = told;
    } catch {
      wrong = { error: "no_contact", why: null };
    }
    digits = "";
    busy = false;
    update();
  }

  const typed = (event) => {
    if (paired || event.target === name || event.ctrlKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") press("delete");
    else if (event.key === "Enter") pair();
  };
  addEventListener("keydown", typed);
  addEventListener("paste", (event) => {
    const pasted = (event.clipboardData?.getData("text") ?? "").replace(/\D/g, "");
    if (!paired && pasted.length === DIGITS && event.target !== name) {
      digits = pasted;
      update();
    }
  });
  language.onclick = () => {
    setLanguage(otherLanguage());
    update();
  };

  function update() {
    shown(form, !paired);
    shown(done, paired);
    text(language, otherLanguage() === "zh" ? "\u4e2d\u6587" : "EN");
    if (paired) {
      text(done.querySelector(".good b"), t("pair.paired"));
      text(done.querySelector("h1"), paired.name);
      text(done.querySelector(".role span"), t(`role.${paired.role}`));
      text(done.querySelector(".role i"), t("pair.until"));
      text(open, t("pair.open"));
      text(done.querySelector(".lost"), t("pair.lost", { name: paired.name }));
      keyed(
        list,
        MAY,
        ([key]) => key,
        ([, from]) => el("li", {}, icon(RANK[paired.role] >= RANK[from] ? "tick" : "lock"), el("span"), el("i")),
        (row, [key, from]) => {
          const may = RANK[paired.role] >= RANK[from];
          flag(row, "not", !may);
          text(row.querySelector("span"), t(`pair.${key}`));
          text(row.querySelector("i"), may ? "" : from === "never" ? t("pair.keyboard_only") : t(`role.${from}`));
        },
      );
      return;
    }
    text(form.querySelector("h1"), t("pair.title"));
    text(form.querySelector(".how"), t("pair.how"));
    attribute(cells, "aria-label", digits ? digits.split("").join(" ") : t("pair.missing", { n: DIGITS }));
    keyed(
      cells,
      Array(DIGITS).fill(0),
      (_cell, number) => number,
      () => el("span.digit"),
      (cell, _zero, number) => {
        text(cell, digits[number] ?? "");
        flag(cell, "here", number === digits.length);
      },
    );
    error.classList.toggle("none", !wrong);
    text(error.querySelector("span"), wrong ? (wrong.why ? said(wrong.why) : t("why.no_contact", { n: 0 })) : "");
    text(called.querySelector(".label"), t("pair.called"));
    text(called.querySelector(".hint"), t("pair.shown"));
    text(pad.querySelector('[data-key="clear"]'), t("pair.clear"));
    attribute(pad.querySelector('[data-key="delete"]'), "aria-label", t("pair.delete"));
    text(submit.querySelector("b"), t("pair.pair"));
    text(submit.querySelector("span"), digits.length < DIGITS ? t("pair.missing", { n: DIGITS - digits.length }) : "");
    attribute(submit, "aria-disabled", String(digits.length < DIGITS || busy));
  }
  update();
  return { node, update };
}

function deviceName() {
  const width = Math.min(screen.width, innerWidth);
  return width < 700 ? "phone" : width < 1280 ? "tablet" : "console";
}
