// What lies behind a value: the queries that went worst, and the commands that make it again.
"use strict";

const dialog = document.getElementById("details");

function openDetails(variant, benchmark, query, pool) {
  const title = `${variant}: ${query} → ${pool === "all" ? "all languages" : pool}, ${benchmark}`;
  const close = element("button", { type: "button", class: "close", autofocus: true }, "Close");
  close.addEventListener("click", () => dialog.close());
  const head = element("header", {}, element("h2", { id: "details-title" }, title), close);
  dialog.replaceChildren(head, ...worstQueries(variant, benchmark, query, pool), ...commands(variant, benchmark));
  dialog.showModal();
  dialog.scrollTop = 0;
}

function worstQueries(variant, benchmark, query, pool) {
  const run = report.worst.runs[variant];
  if (!run) return [element("p", { class: "missing" }, "The worst queries of this variant are not on this page.")];
  const found = report.worst.cells[benchmark]?.[variant]?.[`${query} ${pool}`] ?? [];
  const heading = element("h3", {}, "The queries that went worst");
  const note = report.worst.note ? [element("p", { class: "notes" }, report.worst.note)] : [];
  if (!found.length) {
    const text = report.worst.note ? "None are here." : "None: a relevant passage came first for every query.";
    return [heading, element("p", {}, text), ...note];
  }
  return [heading, element("p", { class: "notes" }, `Of run ${run}.`), ...found.map((one) => article(query, one)), ...note];
}

function article(query, [group, text, rank, relevantLang, relevant, wrongLang, wrong]) {
  const { texts } = report.worst;
  return element(
    "article",
    {},
    element("h4", {}, `Query in ${query}, group ${group}`),
    quoted(texts[text], query),
    element("h4", {}, `Best relevant passage, in ${relevantLang}: rank ${rank.toLocaleString("en")}`),
    quoted(texts[relevant], relevantLang),
    element("h4", {}, `Ranked first, wrongly, in ${wrongLang}`),
    quoted(texts[wrong], wrongLang),
  );
}

function commands(variant, benchmark) {
  const found = report.commands[benchmark]?.[variant] ?? [];
  const heading = found.length > 1 ? "Commands that make the value again, one per seed" : "Command that makes the value again";
  return [element("h3", {}, heading), ...found.map((command) => element("code", { class: "command" }, command))];
}

// a click beside the dialog closes it
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
