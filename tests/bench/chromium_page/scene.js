// Builds the scene, lets it settle, counts the intervals of requestAnimationFrame, and posts them to the server it came from.
"use strict";

const STEP_MS = 1000; // new figures come once a second, and everything moves on to them until the next
const PLACES = 11;
const AMBER = "#ff9a1f", GOLD = "#ffc94a", RIM = "#9febff", STEEL = "#9db4d6";

let seed = 11;
function chance() { // the same night each time
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
}

function post(path, body) {
  return fetch(path, { method: "POST", body: JSON.stringify(body) });
}

window.addEventListener("error", (event) => post("failed", String(event.message)));
window.addEventListener("unhandledrejection", (event) => post("failed", String(event.reason)));

function chart(id, option) {
  const made = echarts.init(document.getElementById(id), null, { renderer: "canvas", devicePixelRatio: 1 });
  made.setOption(option);
  return made;
}

function showMap(scene, unit) {
  echarts.registerMap("land", scene.land);
  const heaviest = Math.max(...scene.cities.map((city) => city.weight));
  chart("map", {
    geo: {
      map: "land", aspectScale: 1, silent: true, top: unit, bottom: unit, // kilometres on a plane, not degrees
      itemStyle: { areaColor: "#33285a", borderColor: RIM, borderWidth: unit / 12 },
    },
    series: [
      {
        type: "effectScatter", coordinateSystem: "geo", zlevel: 1, silent: true,
        rippleEffect: { brushType: "stroke", scale: 3, period: 3, number: 2 },
        itemStyle: { color: AMBER },
        symbolSize: (value) => unit * (0.25 + 1.2 * Math.sqrt(value[2] / heaviest)),
        label: { show: true, position: "right", color: "#fff3d2", fontSize: unit * 1.1,
                 formatter: (city) => (city.dataIndex < 12 ? city.name : "") },
        data: scene.cities.map((city) => ({ name: city.name, value: [city.x, city.y, city.weight] })),
      },
      {
        type: "lines", coordinateSystem: "geo", zlevel: 2, silent: true,
        effect: { show: true, period: 3, trailLength: 0.2, symbol: "circle", symbolSize: unit / 3, color: "#fff3d2" },
        lineStyle: { color: AMBER, width: unit / 12, opacity: 0.3, curveness: 0.25 },
        data: scene.flights.map((ends) => ({ coords: ends })),
      },
    ],
  });
}

function showRace(id, names, unit) { // returns what moves it on by a second
  const sums = names.map((_, rank) => 1000 - 70 * rank);
  const data = () => sums.map((sum) => Math.round(sum));
  const made = chart(id, {
    grid: { left: unit * 9, right: unit * 5, top: unit, bottom: unit },
    xAxis: { max: "dataMax", show: false },
    yAxis: { type: "category", data: names, inverse: true, animationDuration: 300, animationDurationUpdate: 300,
             axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: "#e9f5ff", fontSize: unit * 1.1 } },
    series: [{ type: "bar", realtimeSort: true, data: data(), itemStyle: { color: AMBER },
               label: { show: true, position: "right", valueAnimation: true, color: GOLD, fontSize: unit * 1.1 } }],
    animationDuration: 0, animationDurationUpdate: STEP_MS, animationEasing: "linear", animationEasingUpdate: "linear",
  });
  return () => {
    sums.forEach((_, k) => { sums[k] += 140 * chance(); });
    made.setOption({ series: [{ data: data() }] });
  };
}

function showCurve(unit) {
  const points = Array.from({ length: 240 }, (_, k) => Math.sqrt(k) * 30);
  const made = chart("curve", {
    grid: { left: unit * 4, right: unit * 2, top: unit, bottom: unit * 2 },
    xAxis: { type: "category", data: points.map((_, k) => k), boundaryGap: false,
             axisLabel: { color: STEEL, fontSize: unit } },
    yAxis: { type: "value", axisLabel: { color: STEEL, fontSize: unit }, splitLine: { show: false } },
    series: [{ type: "line", showSymbol: false, smooth: true, data: points, lineStyle: { color: GOLD, width: unit / 4 },
               areaStyle: { color: "rgba(255, 154, 31, 0.35)" } }],
    animationDuration: 0, animationDurationUpdate: STEP_MS, animationEasing: "linear", animationEasingUpdate: "linear",
  });
  return () => {
    points.shift();
    points.push(points[points.length - 1] + 2 * chance());
    made.setOption({ series: [{ data: points }] });
  };
}

function showDigits() { // returns what turns the places to an instant, as a drum counter does: the lowest all the time
  const hero = document.getElementById("hero");
  const strips = Array.from({ length: PLACES }, () => {
    const place = hero.appendChild(document.createElement("div"));
    place.className = "place";
    const strip = place.appendChild(document.createElement("div"));
    strip.className = "strip";
    for (let digit = 0; digit <= 10; digit++) {
      const drawn = strip.appendChild(document.createElement("div"));
      drawn.className = "digit";
      drawn.textContent = String(digit % 10);
    }
    return strip;
  });
  return (ms) => {
    const sum = 14512345678 + 1400 * ms; // RMB 1.4m a second
    strips.forEach((strip, k) => {
      const unit = 10 ** (PLACES - 1 - k);
      const lower = (sum % unit) / unit;
      const turn = (Math.floor(sum / unit) % 10) + (unit === 1 ? lower : Math.max(0, lower * 10 - 9));
      strip.style.transform = `translateY(${-19 * turn}vh)`;
    });
  };
}

function frames(ms, onFrame) { // resolves to the intervals between frames over so many milliseconds
  return new Promise((resolve) => {
    const intervals = [];
    let first = null, last = null;
    function frame() {
      const now = performance.now();
      onFrame(now);
      if (first === null) first = now;
      else intervals.push(now - last);
      last = now;
      if (now - first < ms) requestAnimationFrame(frame);
      else resolve(intervals);
    }
    requestAnimationFrame(frame);
  });
}

async function main() {
  const scene = await (await fetch("scene.json")).json();
  const unit = innerHeight / 75;
  showMap(scene, unit);
  const moved = Object.entries(scene.races).map(([id, names]) => showRace(id, names, unit));
  moved.push(showCurve(unit));
  const turn = showDigits();
  const step = () => moved.forEach((on) => on());
  step();
  setInterval(step, STEP_MS);
  await frames(scene.settle_s * 1000, turn);
  await post("begin", { width: innerWidth * devicePixelRatio, height: innerHeight * devicePixelRatio,
                        visible: document.visibilityState === "visible" });
  const intervals = await frames(scene.seconds * 1000, turn);
  await post("done", intervals);
}

main();
