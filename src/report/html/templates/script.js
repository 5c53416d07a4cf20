"use strict";
(() => {
  const table = document.getElementById("ranked");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const value = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.v ?? cell.textContent.trim();
    };
    const collator = new Intl.Collator(undefined, { numeric: true });
    // Amounts are compared as numbers, since a collator does not know what a minus sign is.
    const compare = (a, b) => {
      const difference = a - b;
      return Number.isNaN(difference) ? collator.compare(a, b) : difference;
    };
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keys = new Map(rows.map((row) => [row, value(row, column)]));
        rows.sort((a, b) => {
          const order = compare(keys.get(a), keys.get(b));
          return down ? -order : order;
        });
        body.append(...rows);
      });
    });
    const filter = document.getElementById("filter");
    const filtered = document.getElementById("filtered");
    const texts = new Map();
    filter.closest("p").hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        if (!texts.has(row)) texts.set(row, [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase());
        const text = texts.get(row);
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      filtered.textContent = words.length ? `${shown} of ${rows.length} claims` : "";
    });
  }

  // A table wider than the window is moved by the arrow keys once it can be reached.
  const reach = () => {
    for (const box of document.querySelectorAll(".scroll:not([tabindex])")) {
      if (box.scrollWidth <= box.clientWidth || box.querySelector('[tabindex="0"]')) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "Table");
    }
  };
  reach();
  addEventListener("resize", reach);

  // Whoever goes back from the target of a link finds the link in focus again.
  const followed = new Map();
  addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    // A key of an earlier visit of the page, kept by the history, must not name a link of this one.
    const key = performance.timeOrigin + followed.size;
    followed.set(key, link);
    history.replaceState(key, "");
  });
  // At `popstate` it is too early: Chromium takes the focus away when it comes to the old fragment.
  addEventListener("hashchange", () => followed.get(history.state)?.focus());

  // Paper cannot be unfolded.
  const unfolded = [];
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not([open])")) {
      fold.open = true;
      unfolded.push(fold);
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded.splice(0)) fold.open = false;
  });

  const line = document.getElementById("dayline");
  if (!line) return;
  line.hidden = false;
  let current = null;
  const show = (cell) => {
    current?.classList.remove("on");
    current = cell;
    current.classList.add("on");
    const patient = cell.parentElement.cells[0].firstChild.textContent.trim();
    line.textContent = `${patient}, ${cell.title}`;
  };
  for (const month of document.querySelectorAll("table.month")) {
    month.addEventListener("pointerover", (event) => {
      if (event.target.title) show(event.target);
    });
    month.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      const rows = month.tBodies[0].rows;
      const inside = current && month.contains(current);
      if (!inside) {
        const first = month.querySelector("td[title]");
        if (first) show(first);
        return;
      }
      let row = current.parentElement.sectionRowIndex;
      let column = current.cellIndex;
      for (;;) {
        row += step[0];
        column += step[1];
        const cell = rows[row]?.cells[column];
        if (!cell) return;
        if (cell.title) {
          show(cell);
          cell.scrollIntoView({ block: "nearest", inline: "nearest" });
          return;
        }
      }
    });
  }
})();
