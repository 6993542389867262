// Pictures of canvases and layouts: fetched while the page is seen, shown only where they are another version.

const shownVersions = new WeakMap();

// Fetch `url` into `img`; returns the age of the picture in seconds, or null where there is none.
export async function refresh(img, url) {
  let answer;
  try {
    answer = await fetch(url, { cache: "no-cache" });
  } catch {
    return undefined;
  }
  if (!answer.ok) {
    if (answer.status === 404 && img.src) {
      img.removeAttribute("src");
      shownVersions.delete(img);
    }
    return null;
  }
  const age = Number(answer.headers.get("x-age") ?? 0);
  const version = url + answer.headers.get("etag");
  if (shownVersions.get(img) === version) return age;
  const blob = await answer.blob();
  const made = URL.createObjectURL(blob);
  const before = img.src;
  img.src = made;
  shownVersions.set(img, version);
  try {
    await img.decode();
  } catch {
    // a picture cut short: the next one comes in a second
  }
  if (before.startsWith("blob:")) URL.revokeObjectURL(before);
  return age;
}

// Call `turn` every `ms` while the page is visible, never twice at once.
export function whileSeen(ms, turn) {
  let busy = false;
  const once = async () => {
    if (busy || document.visibilityState !== "visible") return;
    busy = true;
    try {
      await turn();
    } finally {
      busy = false;
    }
  };
  setInterval(once, ms);
  document.addEventListener("visibilitychange", once);
  once();
}
