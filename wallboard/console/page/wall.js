// The line to the wall: one socket, the newest state, requests and their answers, and whether there is contact.

const GONE_MS = 3000;
const BEAT_MS = 1000;
const listeners = new Set();

export const wall = {
  state: null, // the newest state
  at: 0, // when it came (performance.now)
  heard: performance.now(), // when anything came
  rtt: null,
  me: null,
  trouble: null, // what the console says instead of a state
  revoked: false,
  fresh: false, // whether a full state came since the contact was lost
};

let socket = null;
let again = 0;
let beatSent = 0;
const waiting = new Map();

export const onChange = (listener) => listeners.add(listener);
const changed = () => listeners.forEach((listener) => listener());

export const silentFor = () => (performance.now() - wall.heard) / 1000;
export const inContact = () => silentFor() * 1000 < GONE_MS && wall.fresh;
export const canAct = () => inContact() && !wall.trouble && wall.state !== null;

export function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws`);
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    socket = null;
    again = Math.min(again + 1, 5);
    if (!wall.revoked) setTimeout(connect, 300 * again);
    checkPaired();
  });
}

// A socket that is refused says no status: the answer to an ordinary request does.
async function checkPaired() {
  try {
    const answer = await fetch("/api/1/me");
    if (answer.status === 401) {
      wall.revoked = true;
      wall.trouble = await answer.json();
      changed();
    }
  } catch {
    // no contact, which is told by itself
  }
}

function hear(message) {
  again = 0;
  wall.heard = performance.now();
  if (message.me) wall.me = message.me;
  if (message.beat) wall.rtt = Math.round(performance.now() - beatSent);
  if (message.state) {
    wall.state = message.state;
    wall.at = performance.now();
    wall.trouble = null;
    wall.fresh = true;
  }
  if (message.error) {
    wall.trouble = message;
    wall.revoked = message.error === "revoked";
  }
  if (message.answer) {
    const settle = waiting.get(message.answer.id);
    waiting.delete(message.answer.id);
    if (settle) settle(message.answer);
  }
  changed();
}

setInterval(() => {
  if (socket?.readyState === WebSocket.OPEN) {
    beatSent = performance.now();
    socket.send(JSON.stringify({ beat: 1 }));
  }
  if (silentFor() * 1000 >= GONE_MS) {
    wall.fresh = false;
    if (socket?.readyState === WebSocket.OPEN && silentFor() > 10) socket.close();
    changed();
  }
}, BEAT_MS);

// crypto.randomUUID exists in secure contexts alone, and a LAN without TLS is none.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// Ask the wall for an action; the answer is what came of it, {error, why, now} where nothing did.
export function ask(action, { canvas = "", argument = {}, revision = null } = {}) {
  const id = uuid();
  const unknown = { error: "unknown", why: null, id };
  if (socket?.readyState !== WebSocket.OPEN) return Promise.resolve({ error: "no_contact", why: null, id });
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    setTimeout(() => {
      waiting.delete(id);
      resolve(unknown);
    }, 4000);
    socket.send(JSON.stringify({ do: action, id, canvas, argument, revision }));
  });
}
