const runs = JSON.parse(document.getElementById("known-runs").textContent);
const choices = ["first", "second"].map((id) => document.getElementById(id));

function row(name, before, after, difference) {
  const line = document.createElement("tr");
  for (const [position, words] of [name, before, after, difference].entries()) {
    const cell = document.createElement(position ? "td" : "th");
    cell.textContent = words;
    line.append(cell);
  }
  return line;
}

function show() {
  const [before, after] = choices.map((choice) => runs[choice.value]);
  const lines = [];
  for (const part of ["parameters", "metrics"]) {
    for (const name of [...new Set([...Object.keys(before[part]), ...Object.keys(after[part])])].sort()) {
      const values = [before[part][name], after[part][name]];
      if (values[0] === values[1]) continue;
      const numbers = values.every((value) => typeof value === "number");
      const written = values.map((value) => (typeof value === "number" ? value.toPrecision(5) * 1 : value ?? "–"));
      lines.push(row(name, ...written, numbers ? (values[1] - values[0]).toPrecision(3) * 1 : ""));
    }
  }
  document.getElementById("differences").replaceChildren(...(lines.length ? lines : [row("Nothing differs.", "", "", "")]));
}

for (const [position, choice] of choices.entries()) {
  runs.forEach((run, index) => choice.add(new Option(run.name, index)));
  choice.selectedIndex = Math.min(position, runs.length - 1);
  choice.addEventListener("change", show);
}
show();
