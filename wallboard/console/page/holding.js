// Buttons that must be held: they fill from the left in 0.6 s, and let go before that they do nothing.
// The keyboard's equal: Enter asks for five seconds, Enter again does it.

import { el } from "./dom.js";

export const HOLD_MS = 600;
const ASKED_MS = 5000;

export function holdable(button, { act, needsHold = () => true, onAsk = () => {}, ms = HOLD_MS }) {
  const fill = el("span.fill", { "aria-hidden": "true" });
  button.prepend(fill);
  let timer = 0;
  let begun = 0;
  let asked = 0;
  let frame = 0;
  let pointed = false; // whether a pointer is down on it
  let done = false; // whether that pointer has held it long enough: its letting go is no press of its own

  const paint = () => {
    const part = Math.min(1, (performance.now() - begun) / ms);
    fill.style.transform = `scaleX(${part})`;
    if (begun) frame = requestAnimationFrame(paint);
  };
  const start = () => {
    if (button.getAttribute("aria-disabled") === "true" || begun || !needsHold()) return;
    begun = performance.now();
    button.classList.add("holding");
    paint();
    timer = setTimeout(() => {
      stop();
      done = pointed;
      act();
    }, ms);
  };
  const stop = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    begun = 0;
    fill.style.transform = "scaleX(0)";
    button.classList.remove("holding");
  };
  button.addEventListener("pointerdown", (event) => {
    pointed = event.button === 0;
    done = false;
    if (pointed) start();
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur"]) button.addEventListener(name, () => (stop(), (pointed = false)));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    const wasHeld = done && event.detail !== 0;
    done = false;
    if (button.getAttribute("aria-disabled") === "true" || wasHeld) return;
    if (!needsHold()) act();
    else if (event.detail === 0) {
      // by the keyboard or by a screen reader, which cannot hold
      if (performance.now() - asked < ASKED_MS) {
        asked = 0;
        onAsk(false);
        act();
      } else {
        asked = performance.now();
        onAsk(true);
        setTimeout(() => onAsk(false), ASKED_MS);
      }
    }
  });
  return { start, stop };
}
