// Icons as paths in a square of 24, drawn with a line of 2; those that are filled say so.

const PATHS = {
  tick: "M4 12.5 9.5 18 20 6.5",
  close: "M6 6 18 18M18 6 6 18",
  left: "M15 5 8 12l7 7",
  right: "M9 5l7 7-7 7",
  arrow: "M4 12h15M13 6l6 6-6 6",
  warn: "M12 4 21.5 20h-19ZM12 10v4M12 17v.5",
  lock: "M6 11h12v9H6ZM9 11V8a3 3 0 0 1 6 0v3",
  unlocked: "M6 11h12v9H6ZM9 11V8a3 3 0 0 1 5.6-1.5",
  key: "M8 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM8 12h13M18 12v4",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7Z",
  live: "M6 5l9 7-9 7ZM18 5v14",
  back: "M12 6 5 12l7 6ZM20 6l-7 6 7 6Z",
  flag: "M6 21V4h12l-3 4 3 4H6",
  freeze: "M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9",
  undo: "M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4",
  hand: "M8 12V6.5a1.5 1.5 0 0 1 3 0V11 5a1.5 1.5 0 0 1 3 0v6-4.500a1.500 1.500 0 0 1 3 0V14a6 6 0 0 1-6 6c-3 0-4-1.500-6-5l-1-2.500a1.500 1.500 0 0 1 2.700-1.200Z",
  screen: "M3 5h18v11H3ZM8 20h8",
  diamond: "M12 3l9 9-9 9-9-9Z",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7v5l3.500 2.500",
  more: "M4 12h2M11 12h2M18 12h2",
  list: "M4 6h16M4 12h16M4 18h16",
  plug: "M3 5h18v11H3ZM8 20h8M4 18 20 3",
  nolink: "M3 9a13 13 0 0 1 18 0M6.500 13a8 8 0 0 1 11 0M10 17a3 3 0 0 1 4 0M4 20 20 4",
  delete: "M9 6h12v12H9l-6-6ZM12 9.500l5 5M17 9.500l-5 5",
  heart: "M3 12h4l3-7 4 14 3-7h4",
  camera: "M4 8h4l1.500-2.500h5L16 8h4v11H4ZM12 10a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7Z",
};
const FILLED = new Set(["play"]);
const NS = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", PATHS[name]);
  if (FILLED.has(name)) path.setAttribute("class", "filled");
  svg.append(path);
  svg.dataset.name = name;
  return svg;
}

export function setIcon(holder, name) {
  if (holder.dataset.icon === name) return;
  holder.dataset.icon = name;
  holder.replaceChildren(icon(name));
}
