// Tables first, then figures one after the other, then the switch between light and dark.
"use strict";

for (const box of document.querySelectorAll(".grid")) {
  const table = report.tables[box.dataset.table];
  if (table.columns[0].data.length) new Grid(box, table);
  else box.append(element("p", { class: "missing" }, "Nothing has finished yet."));
}

// a chart's colours are parameters; those that the page's style has by the same name follow it
const views = [];
function recolour(shown = views) {
  const style = getComputedStyle(document.documentElement);
  for (const { view, names } of shown) {
    for (const name of names) {
      const colour = style.getPropertyValue(`--${name}`);
      if (colour) view.signal(name, colour.trim());
    }
    view.run();
  }
}

async function draw() {
  for (const box of document.querySelectorAll(".chart")) {
    // the interpreter, since the page's policy lets no script make another
    const options = { ast: true, actions: false, renderer: "svg" };
    try {
      const spec = report.figures[Number(box.dataset.figure)];
      const { view } = await vegaEmbed(box, spec, options);
      views.push({ view, names: (spec.params ?? []).map((one) => one.name) });
      recolour(views.slice(-1));
    } catch (error) {
      box.append(element("p", { class: "missing" }, `This figure could not be drawn: ${error.message}`));
    }
  }
  document.documentElement.dataset.drawn = "yes";
}
draw();

const theme = document.getElementById("theme");
const dark = () =>
  (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const label = () => (theme.textContent = dark() ? "Light" : "Dark");
const follow = () => {
  label();
  recolour();
};
theme.hidden = false;
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  follow();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
label();

// paper is white; the style alone would not reach into charts
let chosen;
addEventListener("beforeprint", () => {
  chosen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  recolour();
});
addEventListener("afterprint", () => {
  if (chosen === undefined) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  follow();
});
