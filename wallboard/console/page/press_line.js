// The chief's line beside the newest correction, for the press: a field for each language of the wall, and a button.

import { attribute, el, keyed, shown, text } from "./dom.js";
import { act } from "./asks.js";
import { holdable } from "./holding.js";
import { languageName, t } from "./words.js";
import { wall } from "./wall.js";

const LONGEST = 240;

export function pressLine() {
  const fields = el("div.fields");
  const say = el("button.wide.say", { type: "button" }, el("b"), el("span.small"));
  const node = el("div.pressline", {}, el("p.why"), fields, el("div.row", {}, say));
  let about = null; // the correction that the fields are about
  let draft = {}; // what was typed and not said yet, by language
  let sends = false;
  holdable(say, { act: send });

  const known = () => wall.state?.chief.correction?.line ?? {};
  const line = (tag) => (draft[tag] ?? known()[tag] ?? "").trim();
  const tags = () => wall.state?.languages ?? [];
  const isChanged = () => tags().some((tag) => line(tag) !== (known()[tag] ?? ""));

  // It names the correction that was seen: beside a newer one, which nobody has read yet, it is refused.
  async function send() {
    const words = Object.fromEntries(tags().map((tag) => [tag, line(tag)]));
    sends = true;
    const done = await act("press_line", { argument: { text: words, commit_us: about } });
    sends = false;
    if (done && !done.error && wall.state?.chief.correction?.commit_us === about) wall.state.chief.correction.line = words;
    if (done && !done.error) draft = {};
  }
  function field(tag) {
    const input = el("input", { type: "text", lang: tag, autocomplete: "off", maxlength: LONGEST });
    input.addEventListener("input", () => {
      draft[tag] = input.value;
    });
    return el("label.field", {}, el("span.tongue", {}, tag.split("-")[0].toUpperCase()), input);
  }

  function update(isChief, chiefOnly) {
    const found = wall.state.chief.correction;
    shown(node, found);
    if (!found) return;
    if (found.commit_us !== about) [about, draft] = [found.commit_us, {}];
    text(node.querySelector(".why"), t("chief.line_do"));
    keyed(fields, tags(), (tag) => tag, field, (row, tag) => {
      const input = row.querySelector("input");
      const words = draft[tag] ?? known()[tag] ?? "";
      if (input.value !== words) input.value = words;
      input.disabled = !isChief || sends;
      attribute(input, "aria-label", `${t("chief.line")} · ${languageName(tag)}`);
    });
    const takesAway = isChanged() && !tags().some(line);
    text(say.querySelector("b"), t(takesAway ? "chief.line_off" : "chief.line_say"));
    text(say.querySelector(".small"), chiefOnly || t("hold_short"));
    attribute(say, "aria-disabled", String(!isChief || sends || !isChanged()));
  }
  return { node, update };
}
