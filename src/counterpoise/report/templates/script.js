"use strict";
// The page says everything without this script; with it, the map and the curves answer questions.
document.documentElement.classList.add("js");

// On a phone what can wait stands closed.
if (matchMedia("(max-width: 46rem)").matches) {
  for (const fold of document.querySelectorAll(".wide-open")) fold.open = false;
}

// Of several classes the map shows the one that is picked.
(() => {
  const map = document.getElementById("map");
  const picker = document.getElementById("map-class");
  if (!map || !picker) return;
  picker.addEventListener("change", () => {
    for (const view of map.querySelectorAll("[data-view]")) {
      view.classList.toggle("off", view.dataset.view !== picker.value);
    }
    for (const mark of map.querySelectorAll(".new[data-class]")) {
      mark.classList.toggle("off", picker.value !== "all" && mark.dataset.class !== picker.value);
    }
  });
})();

(() => {
  const map = document.getElementById("map");
  const source = document.getElementById("map-data");
  if (!map || !source) return;
  const data = JSON.parse(source.textContent);
  if (!data.new.length) return;
  const marks = [...map.querySelectorAll(".new[data-i]")];
  const drawing = map.querySelector("svg.after");
  const traces = [...map.querySelectorAll("g.trace")];
  const chosen = map.querySelector(".chosen");
  const [hint, told] = [chosen.querySelector(".hint"), chosen.querySelector(".told")];
  let current = -1;

  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const html = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text; // never as markup
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const percent = (weight) => `${Math.round(weight * 100)} %`;
  const count = (n) => n.toLocaleString("en");

  const tell = (row) => {
    const [, , number, label, parents, weights, values] = row;
    told.replaceChildren();
    const line = html("p");
    line.append(html("strong", `New row ${count(number)}`), " of class ", html("bdi", label), ": ");
    line.append(
      parents.length === 1
        ? `made from row ${count(data.rows[parents[0]][2])} alone.`
        : parents.map((p, j) => `${percent(weights[j])} row ${count(data.rows[p][2])}`).join(" + ") + "."
    );
    told.append(line);
    if (!values.length) {
      told.append(html("p", "Its parents agree in every column."));
      return;
    }
    const table = html("table");
    table.append(html("caption", "The columns in which they differ most"));
    const head = html("tr");
    const shown = Math.min(2, parents.length);
    const titles = ["column", "new row", ...parents.slice(0, shown).map((p) => `row ${count(data.rows[p][2])}`)];
    titles.forEach((title, j) => head.append(html("th", title, { scope: "col", ...(j ? { class: "n" } : {}) })));
    const top = html("thead");
    top.append(head);
    const body = html("tbody");
    for (const [name, ...cells] of values) {
      const tr = html("tr");
      const th = html("th", undefined, { scope: "row" });
      th.append(html("bdi", name));
      tr.append(th);
      for (const cell of cells) {
        const td = html("td", undefined, { class: "n" });
        td.append(html("bdi", cell));
        tr.append(td);
      }
      body.append(tr);
    }
    table.append(top, body);
    told.append(table);
  };

  const choose = (i) => {
    if (i === current) return;
    if (current >= 0) marks[current].classList.remove("on");
    current = i;
    for (const trace of traces) trace.replaceChildren();
    hint.hidden = i >= 0;
    told.hidden = i < 0;
    if (i < 0) return;
    marks[i].classList.add("on");
    const row = data.new[i];
    for (const trace of traces) {
      const after = drawing.contains(trace);
      for (const p of row[4]) {
        const [x, y] = data.rows[p];
        if (after) trace.append(svg("line", { x1: row[0], y1: row[1], x2: x, y2: y }));
        trace.append(svg("circle", { cx: x, cy: y, r: 5.5 }));
      }
      if (after) trace.append(svg("path", { class: "new on", d: marks[i].getAttribute("d") }));
    }
    tell(row);
  };

  // One stop for the tab key; the arrows go from mark to mark, of those that are shown.
  let shown = marks;
  const stop = (mark) => {
    for (const other of marks) other.setAttribute("tabindex", "-1");
    mark?.setAttribute("tabindex", "0");
  };
  const focus = (mark) => {
    stop(mark);
    mark.focus({ preventScroll: true });
  };
  marks.forEach((mark, i) => mark.addEventListener("focus", () => choose(i)));
  stop(marks[0]);
  map.addEventListener("change", () => {
    shown = marks.filter((mark) => !mark.classList.contains("off"));
    choose(-1);
    stop(shown[0]);
    chosen.classList.toggle("off", !shown.length);
  });
  drawing.addEventListener("keydown", (event) => {
    const i = shown.indexOf(document.activeElement);
    if (i < 0) return;
    const last = shown.length - 1;
    const goal = {
      ArrowRight: Math.min(i + 1, last),
      ArrowDown: Math.min(i + 1, last),
      ArrowLeft: Math.max(i - 1, 0),
      ArrowUp: Math.max(i - 1, 0),
      PageDown: Math.min(i + 10, last),
      PageUp: Math.max(i - 10, 0),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") choose(-1);
    if (goal === undefined) return;
    event.preventDefault();
    focus(shown[goal]);
  });

  // The nearest mark within reach, since a mark is smaller than a finger.
  const nearest = (event) => {
    const box = drawing.getBoundingClientRect();
    const scale = drawing.viewBox.baseVal.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let [best, least] = [-1, (24 * scale) ** 2];
    data.new.forEach((row, i) => {
      if (marks[i].classList.contains("off")) return;
      const distance = (row[0] - x) ** 2 + (row[1] - y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  };
  const point = (event) => {
    const i = nearest(event);
    if (i >= 0) choose(i);
  };
  drawing.addEventListener("pointermove", point);
  drawing.addEventListener("pointerdown", point);
})();

// A name in the key of curves lights up its curves.
for (const group of document.querySelectorAll("[data-curves]")) {
  const lines = [...group.querySelectorAll("[data-c]")];
  const buttons = [...group.querySelectorAll("button.pick")];
  let pinned = null;
  const light = (name) => {
    for (const line of lines) {
      line.classList.toggle("dim", name !== null && line.dataset.c !== name);
      line.classList.toggle("lit", line.dataset.c === name);
    }
  };
  for (const button of buttons) {
    button.disabled = false;
    button.setAttribute("aria-pressed", "false");
    const name = button.dataset.pick;
    for (const kind of ["pointerenter", "focus"]) button.addEventListener(kind, () => light(name));
    for (const kind of ["pointerleave", "blur"]) button.addEventListener(kind, () => light(pinned));
    button.addEventListener("click", () => {
      pinned = pinned === name ? null : name;
      for (const other of buttons) {
        other.setAttribute("aria-pressed", String(other.dataset.pick === pinned));
      }
      light(pinned);
    });
  }
}
