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
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((a, b) => {
          const order = value(a, column).localeCompare(value(b, column), undefined, { numeric: true });
          return down ? -order : order;
        });
        body.append(...rows);
      });
    });
    const filter = document.getElementById("filter");
    const filtered = document.getElementById("filtered");
    filter.closest("p").hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      filtered.textContent = words.length ? `${shown} of ${rows.length} claims` : "";
    });
  }

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
