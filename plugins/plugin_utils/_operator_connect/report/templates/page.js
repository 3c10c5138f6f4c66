// Adds search, highlighting, sorting and filters to a page that is complete without them.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;

  // --- the drawing: what depends on an object

  const topology = document.getElementById("topology");
  const open = (element) => { for (let one = element.closest("details"); one; one = one.parentElement.closest("details")) one.open = true; };
  if (topology) {
    // Lines lead to an object, to a frame around several, or to a box that stands for objects of another drawing.
    const down = new Map(), up = new Map(), lines = new Map();
    const push = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
    const link = (from, to) => { push(down, from, to); push(up, to, from); };
    for (const line of topology.querySelectorAll("[data-from]")) {
      link(line.dataset.from, line.dataset.to);
      push(lines, line.dataset.from, line);
    }
    for (const reference of topology.querySelectorAll(".reference")) {
      for (const end of reference.dataset.ends.split(" ")) link(reference.id, end);
    }
    const nodes = [...topology.querySelectorAll(".node")];
    for (const node of nodes) if (node.dataset.pool) link(node.dataset.pool, node.id);
    const reach = (start, map, found) => {
      for (const next of map.get(start) || []) if (!found.has(next)) { found.add(next); reach(next, map, found); }
      return found;
    };
    let marked = [], pinned = null;
    const clear = () => {
      topology.classList.remove("has-focus");
      for (const element of marked) element.classList.remove("related");
      marked = [];
    };
    const highlight = (node) => {
      clear();
      const related = reach(node.id, down, reach(node.id, up, new Set([node.id])));
      for (const id of related) {
        marked.push(document.getElementById(id), ...(lines.get(id) || []).filter((line) => related.has(line.dataset.to)));
      }
      for (const element of marked) element.classList.add("related");
      topology.classList.add("has-focus");
    };
    const rest = () => { if (pinned) highlight(pinned); else clear(); };
    const nodeOf = (event) => event.target.closest ? event.target.closest(".node, .reference") : null;
    topology.addEventListener("mouseover", (event) => { const node = nodeOf(event); if (node) highlight(node); });
    topology.addEventListener("mouseout", (event) => { if (nodeOf(event)) rest(); });
    topology.addEventListener("focusin", (event) => { const node = nodeOf(event); if (node) highlight(node); else rest(); });
    topology.addEventListener("focusout", rest);
    // A click keeps the highlight, so that one can look for what depends on the object; another one ends it.
    topology.addEventListener("click", (event) => {
      const node = event.target.closest(".node");
      if (node || event.target.closest(".scroll")) { pinned = node === pinned ? null : node; rest(); }
    });

    // One stop of the Tab key for each drawing; the arrow keys move from there.
    for (const svg of topology.querySelectorAll(".scroll > svg")) {
      svg.querySelectorAll(".node").forEach((node, index) => node.setAttribute("tabindex", index ? "-1" : "0"));
    }
    const focus = (node) => {
      for (const other of node.ownerSVGElement.querySelectorAll('.node[tabindex="0"]')) other.setAttribute("tabindex", "-1");
      node.setAttribute("tabindex", "0");
      open(node);
      node.focus();
    };
    // The objects beside one: those of its own drawing first, and those of the next column first.
    const columns = ["profile", "trunk", "sbc"];
    const beside = (node, map) => {
      const objects = (id) => { const element = document.getElementById(id); return element.classList.contains("node") ? [element] : (map.get(id) || []).flatMap(objects); };
      const distance = (one) => (one.ownerSVGElement === node.ownerSVGElement ? 0 : 10) + Math.abs(columns.indexOf(one.dataset.kind) - columns.indexOf(node.dataset.kind));
      const starts = map === up && node.dataset.pool ? [...(up.get(node.id) || [])] : map.get(node.id) || [];
      return starts.flatMap(objects).sort((one, other) => distance(one) - distance(other))[0];
    };
    topology.addEventListener("keydown", (event) => {
      const node = event.target.closest(".node");
      if (!node) return;
      const column = [...node.ownerSVGElement.querySelectorAll(`.node[data-kind="${node.dataset.kind}"]`)]
        .sort((one, other) => one.transform.baseVal[0].matrix.f - other.transform.baseVal[0].matrix.f);
      const place = column.indexOf(node);
      const moves = {
        ArrowDown: () => column[place + 1], ArrowUp: () => column[place - 1],
        ArrowRight: () => beside(node, down), ArrowLeft: () => beside(node, up),
      };
      if (moves[event.key]) {
        const target = moves[event.key]();
        if (target) { event.preventDefault(); focus(target); }
      } else if (event.key === "Escape") {
        event.preventDefault();
        pinned = null;
        clear();
      } else if (event.key === "Enter") {
        const profile = node.dataset.kind === "profile" ? node : [...reach(node.id, up, new Set())].map((id) => document.getElementById(id)).find((one) => one.dataset.kind === "profile");
        if (profile && document.getElementById(`${profile.id}-checks`)) location.hash = `${profile.id}-checks`;
      }
    });

    const groups = [...topology.querySelectorAll("details")];
    document.getElementById("open-all").addEventListener("click", () => groups.forEach((group) => { group.open = true; }));
    document.getElementById("close-all").addEventListener("click", () => groups.forEach((group) => { group.open = false; }));

    const texts = nodes.map((node) => node.querySelector("title").textContent.toLowerCase());
    const search = document.getElementById("search"), found = document.getElementById("found");
    const show = () => {
      const words = search.value.trim().toLowerCase();
      topology.classList.toggle("searched", words !== "");
      let count = 0;
      const opened = new Set();
      nodes.forEach((node, index) => {
        const matches = words !== "" && texts[index].includes(words);
        node.classList.toggle("match", matches);
        if (matches) { count += 1; opened.add(node); }
      });
      if (count <= 200) opened.forEach(open);
      found.textContent = words === "" ? "" : `${count} found`;
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { search.value = ""; show(); }
      const first = topology.querySelector(".node.match");
      if (event.key === "Enter" && first) { event.preventDefault(); focus(first); first.scrollIntoView({ block: "center" }); }
    });

    // A link opens what it leads to.
    const follow = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target) return;
      open(target);
      const details = target.matches(".quiet") && target.querySelector("details");
      if (details) details.open = true;
      if (target.classList.contains("node")) focus(target);
      target.scrollIntoView({ block: target.tagName === "ARTICLE" ? "start" : "center" });
    };
    window.addEventListener("hashchange", follow);
    follow();
  }

  // --- tables

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [row.cells[column].textContent, row]);
        rows.sort((one, other) => collator.compare(one[0], other[0]) * (descending ? -1 : 1));
        body.append(...rows.map((pair) => pair[1]));
      });
    });
  }
  for (const input of document.querySelectorAll("input.filter")) {
    const rows = [...document.getElementById(input.getAttribute("aria-controls")).tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const status = input.closest(".controls").querySelector("[role=status]");
    input.addEventListener("input", () => {
      const words = input.value.trim().toLowerCase();
      let count = 0;
      rows.forEach((row, index) => { row.hidden = !texts[index].includes(words); count += row.hidden ? 0 : 1; });
      status.textContent = words === "" ? "" : `${count} of ${rows.length} rows`;
    });
  }

  // Paper shows everything but the drawings that are folded: those of a large fleet would fill a book.
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("header details, article details")) { details.dataset.open = details.open ? "yes" : ""; details.open = true; }
  });
  window.addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("header details, article details")) details.open = details.dataset.open === "yes";
  });
})();
