// Adds search, highlighting, sorting and filters to a page that is complete without them.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;

  // --- the drawing: what depends on an object

  const topology = document.getElementById("topology");
  if (topology) {
    const down = new Map(), up = new Map(), lines = [];
    const push = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
    for (const line of topology.querySelectorAll("[data-from]")) {
      push(down, line.dataset.from, line.dataset.to);
      push(up, line.dataset.to, line.dataset.from);
      lines.push(line);
    }
    const nodes = [...topology.querySelectorAll(".node")];
    for (const node of nodes) {
      if (node.dataset.pool) { push(down, node.dataset.pool, node.id); push(up, node.id, node.dataset.pool); }
    }
    const reach = (start, map, found) => {
      for (const next of map.get(start) || []) if (!found.has(next)) { found.add(next); reach(next, map, found); }
      return found;
    };
    let marked = [];
    const clear = () => {
      topology.classList.remove("has-focus");
      for (const element of marked) element.classList.remove("related");
      marked = [];
    };
    const highlight = (node) => {
      clear();
      const related = reach(node.id, down, reach(node.id, up, new Set([node.id])));
      for (const id of related) { const element = document.getElementById(id); if (element) marked.push(element); }
      for (const line of lines) if (related.has(line.dataset.from) && related.has(line.dataset.to)) marked.push(line);
      for (const element of marked) element.classList.add("related");
      topology.classList.add("has-focus");
    };
    const nodeOf = (event) => event.target.closest ? event.target.closest(".node") : null;
    topology.addEventListener("mouseover", (event) => { const node = nodeOf(event); if (node) highlight(node); });
    topology.addEventListener("mouseout", (event) => { if (nodeOf(event)) clear(); });
    topology.addEventListener("focusin", (event) => { const node = nodeOf(event); if (node) highlight(node); else clear(); });
    topology.addEventListener("focusout", clear);

    // One stop of the Tab key for each drawing; the arrow keys move from there.
    for (const svg of topology.querySelectorAll(".scroll > svg")) {
      svg.querySelectorAll(".node").forEach((node, index) => node.setAttribute("tabindex", index ? "-1" : "0"));
    }
    const focus = (node) => {
      for (const other of node.ownerSVGElement.querySelectorAll('.node[tabindex="0"]')) other.setAttribute("tabindex", "-1");
      node.setAttribute("tabindex", "0");
      node.focus();
    };
    const members = (id) => {
      const element = document.getElementById(id);
      return element && element.classList.contains("node") ? [id] : down.get(id) || [];
    };
    topology.addEventListener("keydown", (event) => {
      const node = nodeOf(event);
      if (!node) return;
      const column = [...node.ownerSVGElement.querySelectorAll(`.node[data-kind="${node.dataset.kind}"]`)]
        .sort((one, other) => one.getBBox().y - other.getBBox().y);
      const place = column.indexOf(node);
      const right = (down.get(node.id) || []).flatMap(members);
      const left = (up.get(node.id) || []).flatMap((id) => document.getElementById(id).classList.contains("node") ? [id] : up.get(id) || []);
      const target = {
        ArrowDown: column[place + 1], ArrowUp: column[place - 1],
        ArrowRight: document.getElementById(right[0]), ArrowLeft: document.getElementById(left[0]),
      }[event.key];
      if (target && target.ownerSVGElement) { event.preventDefault(); target.closest("details").open = true; focus(target); }
      if (event.key === "Escape") { event.preventDefault(); clear(); }
    });

    const groups = [...topology.querySelectorAll("details.group")];
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
        if (matches) { count += 1; opened.add(node.closest("details")); }
      });
      if (count <= 200) for (const group of opened) group.open = true;
      found.textContent = words === "" ? "" : `${count} found`;
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { search.value = ""; show(); }
      const first = topology.querySelector(".node.match");
      if (event.key === "Enter" && first) { event.preventDefault(); first.closest("details").open = true; focus(first); first.scrollIntoView({ block: "center" }); }
    });

    // A link to an object in a folded part opens that part.
    const follow = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const group = target && target.closest("details");
      if (group) { group.open = true; if (target.classList.contains("node")) focus(target); }
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
    for (const details of document.querySelectorAll("details:not(.group)")) { details.dataset.open = details.open ? "yes" : ""; details.open = true; }
  });
  window.addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("details:not(.group)")) details.open = details.dataset.open === "yes";
  });
})();
