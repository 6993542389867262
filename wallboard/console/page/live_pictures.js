// The live pictures that are up: covered by their slate and shown again, turned to their next source, opened anew.

import { el, flag, keyed, text } from "./dom.js";
import { act } from "./asks.js";
import { said, t } from "./words.js";
import { wall } from "./wall.js";

// `key` makes a button that is held, as the sheet's other buttons are made.
export function livePictures(key) {
  const node = el("div.livepictures");
  const known = (panel) => wall.state?.pictures.find((each) => each.panel === panel);

  function row({ panel }) {
    const argument = { panel };
    const covered = () => known(panel)?.muted;  // what is asked for is told, so that two who press at once want the same
    const mute = key("mute", () => act("mute_picture", { argument: { panel, muted: covered() ? 0 : 1 } }), { needsHold: () => !covered() });
    const next = key("next", () => act("next_source", { argument: { panel, turn: (known(panel)?.turn ?? 0) + 1 } }));
    const again = key("again", () => act("reconnect", { argument }));
    return Object.assign(el("div.livepicture", {}, el("b.name"), el("div.row", {}, mute, next, again)), { mute, next, again });
  }
  function update(may) {
    keyed(node, wall.state.pictures, (each) => each.panel, row, (made, each) => {
      text(made.querySelector(".name"), said(each.title));
      flag(made.mute, "hiddenpanel", each.muted);
      made.mute.say(t(each.muted ? "chief.picture_show" : "chief.picture_mute"), each.muted ? t("chief.picture_muted") : t("hold_short"), may);
      made.next.say(t("chief.picture_next"), t(each.sources > 1 ? "hold_short" : "chief.picture_one"), may && each.sources > 1);
      made.again.say(t("chief.picture_again"), t("hold_short"), may);
    });
  }
  return { node, update };
}
