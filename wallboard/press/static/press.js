// Copy buttons, and pages that stay fresh: everything else works without this script.
"use strict";
(() => {
  const words = document.body.dataset;
  const told = document.querySelector(".live");
  const buttons = (root) => { for (const text of root.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.textContent = text.dataset.word || words.word;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.dataset.copy);
      } catch {
        const box = document.createElement("textarea");
        box.value = text.dataset.copy;
        document.body.append(box);
        box.select();
        document.execCommand("copy");
        box.remove();
      }
      const before = button.textContent;
      button.textContent = "✓ " + words.copied;
      button.classList.add("done");
      if (told) told.textContent = words.copied;
      setTimeout(() => { button.textContent = before; button.classList.remove("done"); }, 2000);
    });
    const place = text.closest("[data-buttons]") || text;
    place.append(button);
  } };
  const bare = new Map([...document.querySelectorAll("[data-fresh]")].map((part) => [part, part.innerHTML]));
  buttons(document);
  // The figure steps to what was confirmed; the page itself is fetched anew, so that it says what the server says.
  if (!words.events || !window.EventSource || location.protocol === "file:") return;
  let version = words.version, busy = false;
  const fresh = async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(location.href, { cache: "no-cache" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-fresh]")) {
        const other = page.getElementById(part.id);
        if (!other) continue;
        const said = other.innerHTML;
        if ((part.said ??= bare.get(part)) === said) continue;
        if (part.contains(document.activeElement) || String(getSelection())) continue;
        const marks = part.querySelector(".marks"), now = other.querySelector(".marks");
        if (told && marks && now && marks.textContent !== now.textContent) told.textContent = now.textContent;
        if (part.dataset.fresh === "say" && told) told.textContent = other.textContent;
        part.said = part.innerHTML = said;
        buttons(part);
      }
    } finally { busy = false; }
  };
  const stream = new EventSource(words.events);
  stream.addEventListener("desk", (event) => {
    if (event.data !== version) { version = event.data; fresh(); }
  });
  // A stream that is refused (too many read along) is not asked for again: the page looks by itself.
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setInterval(fresh, 30000);
  });
})();
