// The words of the page, in the language that leads; the catalogue is the wall's own.

let catalogue = { en: {}, zh: {} };
export let language = "en";

export async function loadWords() {
  const answer = await fetch("/page/words.json");
  catalogue = await answer.json();
  const kept = localStorage.getItem("language");
  const browser = (navigator.language || "en").startsWith("zh") ? "zh" : "en";
  setLanguage(kept === "zh" || kept === "en" ? kept : browser);
}

export function setLanguage(tag) {
  language = tag;
  localStorage.setItem("language", tag);
  document.documentElement.lang = tag === "zh" ? "zh-CN" : "en";
}

export const otherLanguage = () => (language === "zh" ? "en" : "zh");

// A text of the catalogue with its placeholders filled; plural forms go by the number n.
export function t(key, values = {}, tag = language) {
  let entry = catalogue[tag][key] ?? catalogue.en[key] ?? key;
  if (typeof entry === "object") entry = entry[new Intl.PluralRules(tag).select(Number(values.n))] ?? entry.other;
  return entry.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// A text that the server says in both languages.
export const said = (texts, tag = language) => (texts ? (texts[tag] ?? texts.en ?? "") : "");

export const languageName = (tag) => {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(tag.split("-")[0]);
  } catch {
    return tag;
  }
};

// An age in whole seconds, minutes from two of them on, hours likewise.
export const ageText = (seconds) => {
  if (seconds < 120) return t("age_s", { n: Math.round(seconds) });
  return seconds < 7200 ? t("age_min", { n: Math.floor(seconds / 60) }) : t("age_h", { n: Math.floor(seconds / 3600) });
};

const two = (n) => String(n).padStart(2, "0");

// 02:28:41, with a minus before the start; hours count on beyond a day.
export function clockText(ms) {
  if (ms === null || ms === undefined) return "—";
  const seconds = ms < 0 ? Math.ceil(-ms / 1000) : Math.floor(ms / 1000);
  const written = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return ms < 0 && seconds > 0 ? `−${written}` : written;
}

export function dayTime(ms) {
  if (ms === null || ms === undefined) return "—";
  return clockText(((ms % 86400000) + 86400000) % 86400000);
}
