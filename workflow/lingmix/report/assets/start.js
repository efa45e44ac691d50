// Tables first, then figures one after the other, then the switch between light and dark.
"use strict";

for (const box of document.querySelectorAll(".grid")) {
  const table = report.tables[box.dataset.table];
  if (table.columns[0].data.length) new Grid(box, table);
  else box.append(element("p", { class: "missing" }, "Nothing has finished yet."));
}

async function draw() {
  for (const box of document.querySelectorAll(".chart")) {
    // the interpreter, since the page's policy lets no script make another
    const options = { ast: true, actions: false, renderer: "svg" };
    try {
      await vegaEmbed(box, report.figures[Number(box.dataset.figure)], options);
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
theme.hidden = false;
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  label();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
label();
