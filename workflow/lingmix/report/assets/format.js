// Numbers as people write them, and elements whose texts are never read as HTML.
"use strict";

const report = JSON.parse(document.getElementById("data-json").textContent);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function decimals(column, metric) {
  if (column.digits !== "metric") return column.digits;
  return report.metrics[metric]?.digits ?? 3;
}

function shownNumber(column, value, metric) {
  if (value === null) return "–";
  if (column.digits === "p") return value < 0.001 ? "< 0.001" : value.toFixed(3);
  const digits = decimals(column, metric);
  const text = digits === 0 ? value.toLocaleString("en") : value.toFixed(digits);
  if (!column.signed) return text;
  if (Number(text) === 0) return text.replace("-", "");
  return value > 0 ? `+${text}` : text.replace("-", "−");
}

// a text of a data set: its language for screen readers and fonts, its direction from the text itself
function quoted(text, lang) {
  return element("p", { lang, dir: "auto", class: "quoted" }, text);
}
