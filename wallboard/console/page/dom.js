// Elements made by hand: a tag with classes, attributes and children, and changes that touch only what differs.

export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function text(node, value) {
  const wanted = value ?? "";
  if (node.textContent !== wanted) node.textContent = wanted;
}

export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value === true ? "" : value)) {
    node.setAttribute(name, value === true ? "" : value);
  }
}

export function flag(node, name, on) {
  node.classList.toggle(name, Boolean(on));
}

export function shown(node, on) {
  if (node.hidden === Boolean(on)) node.hidden = !on;
}

// A list of elements by key: makes what is new, drops what is gone, keeps the rest where the order says.
export function keyed(parent, items, keyOf, make, update) {
  const known = parent.__keyed ?? (parent.__keyed = new Map());
  const wanted = new Set();
  let place = parent.firstElementChild;
  items.forEach((item, number) => {
    const key = keyOf(item, number);
    wanted.add(key);
    let node = known.get(key);
    if (!node) {
      node = make(item, number);
      known.set(key, node);
    }
    update(node, item, number);
    if (node !== place) parent.insertBefore(node, place);
    else place = place.nextElementSibling;
  });
  for (const [key, node] of known) {
    if (!wanted.has(key)) {
      node.remove();
      known.delete(key);
    }
  }
}
