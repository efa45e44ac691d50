// A table that is filtered and sorted; rows are made as they are needed, since there may be tens of thousands.
"use strict";

const STEP = 50;

class Grid {
  constructor(box, table) {
    this.box = box;
    this.columns = table.columns;
    this.byKey = Object.fromEntries(table.columns.map((column) => [column.key, column]));
    this.withDetails = box.hasAttribute("data-details");
    this.rows = Array.from({ length: table.columns[0].data.length }, (_, row) => row);
    this.sorted = { key: null, down: false };
    this.filters = {};
    this.limit = STEP;
    this.dropEmptyColumns();
    this.build(table);
    this.show();
  }

  dropEmptyColumns() {
    const said = (column) =>
      column.kind === "number" ? column.data.some((value) => value !== null) : column.values.some((value) => value);
    const there = this.columns.filter((column) => said(column));
    // what is the same in all rows is said once
    const same = (column, place) => place > 0 && column.kind === "text" && column.values.length === 1;
    this.same = there.filter(same).map((column) => `${column.label}: ${column.values[0]}`);
    this.columns = there.filter((column, place) => !same(column, place));
  }

  text(column, row) {
    if (column.kind === "text") return column.values[column.data[row]];
    const metric = this.byKey.metric;
    return shownNumber(column, column.data[row], metric && metric.values[metric.data[row]]);
  }

  build(table) {
    this.status = element("p", { class: "status", role: "status" });
    const controls = element("form", { class: "controls" });
    controls.addEventListener("submit", (event) => event.preventDefault());
    for (const column of this.columns.filter((one) => one.choose && one.values.length > 1)) {
      const select = element("select", { name: column.key }, element("option", { value: "" }, "all"));
      for (const value of column.values) select.append(element("option", { value }, value || "–"));
      if (column.values.includes(table.start[column.key])) select.value = table.start[column.key];
      select.addEventListener("change", () => this.refilter());
      this.filters[column.key] = select;
      controls.append(element("label", {}, element("span", {}, column.label), select));
    }
    const clear = element("button", { type: "button" }, "Show all");
    clear.addEventListener("click", () => {
      for (const select of Object.values(this.filters)) select.value = "";
      this.refilter();
    });
    controls.append(clear);
    this.body = element("tbody");
    this.heads = element("tr");
    for (const column of this.columns) this.heads.append(this.head(column));
    if (this.withDetails) this.heads.append(element("th", { scope: "col" }, "details"));
    const caption = [this.box.dataset.caption, ...this.same].join(" · ");
    const whole = element("table", {}, element("caption", {}, caption), element("thead", {}, this.heads), this.body);
    const scroll = element("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": caption }, whole);
    this.more = element("button", { type: "button", class: "more" }, "Show more rows");
    this.more.addEventListener("click", () => {
      this.limit += 4 * STEP;
      this.show();
    });
    this.box.append(controls, this.status, scroll, this.more);
    if (table.note) this.box.append(element("p", { class: "notes" }, table.note));
  }

  head(column) {
    const button = element("button", { type: "button" }, column.label);
    button.addEventListener("click", () => {
      const again = this.sorted.key === column.key;
      // numbers start with the largest
      this.sorted = { key: column.key, down: again ? !this.sorted.down : column.kind === "number" || !!column.order };
      this.show();
    });
    return element("th", { scope: "col", "data-key": column.key, class: column.kind }, button);
  }

  refilter() {
    this.limit = STEP;
    this.show();
  }

  chosen() {
    const wanted = Object.entries(this.filters).flatMap(([key, select]) => {
      if (select.selectedIndex === 0) return [];
      return [[this.byKey[key].data, this.byKey[key].values.indexOf(select.value)]];
    });
    const found = this.rows.filter((row) => wanted.every(([data, code]) => data[row] === code));
    const column = this.byKey[this.sorted.key];
    if (!column) return found;
    const sign = this.sorted.down ? -1 : 1;
    const numbers = column.order ?? (column.kind === "number" ? column.data : null);
    const compare = numbers
      ? (a, b) => numbers[a] - numbers[b]
      : (a, b) => column.values[column.data[a]].localeCompare(column.values[column.data[b]], "en", { numeric: true });
    // what is missing comes last, either way
    const there = found.filter((row) => !numbers || numbers[row] !== null);
    const missing = found.filter((row) => numbers && numbers[row] === null);
    return [...there.sort((a, b) => sign * compare(a, b)), ...missing];
  }

  show() {
    const found = this.chosen();
    this.body.replaceChildren(...found.slice(0, this.limit).map((row) => this.line(row)));
    const shown = Math.min(found.length, this.limit).toLocaleString("en");
    this.status.textContent = `${shown} of ${found.length.toLocaleString("en")} rows shown`;
    this.more.hidden = found.length <= this.limit;
    for (const head of this.heads.children) {
      if (head.dataset.key !== this.sorted.key) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", this.sorted.down ? "descending" : "ascending");
    }
  }

  line(row) {
    const line = element("tr");
    this.columns.forEach((column, place) => {
      const text = this.text(column, row);
      if (place === 0) line.append(element("th", { scope: "row" }, text));
      else line.append(element("td", { class: `${column.kind} ${column.key}` }, text));
    });
    if (this.withDetails) {
      const value = (key) => this.byKey[key].values[this.byKey[key].data[row]];
      const cell = ["variant", "benchmark", "query_lang", "passage_lang"].map(value);
      const label = `Details of ${cell[0]}, ${cell[2]} to ${cell[3]}`;
      const button = element("button", { type: "button", "aria-haspopup": "dialog", "aria-label": label }, "Details");
      button.addEventListener("click", () => openDetails(...cell));
      line.append(element("td", {}, button));
    }
    return line;
  }
}
