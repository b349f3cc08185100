// @ts-check
// The report as one page that needs nothing beside it: pictures are SVG in the text, each with a table that says the same.

/** @typedef {import("./figures.mjs").Figures} Figures */
/** @typedef {import("./figures.mjs").Group} Group */

const WIDTH = 640;
const ROW = 26;
const LABEL = 190;
const CHART = 160;

/** @param {Figures} figures @returns {string} */
export function reportPage(figures) {
  const { title, about, at, people, events } = figures;
  const parts = [
    `<h1>${text(title)}</h1>`,
    `<p>${text(about)}</p>`,
    `<p>${number(people)} people, ${number(events)} events, as of ${text(at.slice(0, 16).replace("T", " "))} UTC. Every figure is an answer of the product; the sentence that was asked stands beside it.</p>`,
    section(figures.often, bars(figures.frequency)),
    section("Where people are in their life as customers", bars(figures.lifecycle)),
    section("Fifths of recency and frequency", grid(figures)),
    section("Weekdays: people who were there on one", bars(figures.weekdays)),
    section("Hours: people who were there in one", bars(figures.hours)),
    ...figures.own.map((own) => section(own.title, bars(own.groups))),
    section("A model of buying", modelPart(figures)),
    section("Ready-made segments", readyMadePart(figures)),
    section("How the segments are", healthPart(figures)),
  ];
  // Whoever wants the figures and not the page reads this.
  const data = JSON.stringify(figures).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.join("\n")}
<script type="application/json" id="figures">${data}</script>
</body>
</html>
`;
}

/** @param {string} title @param {string} body */
const section = (title, body) => `<section><h2>${text(title)}</h2>${body}</section>`;

/** @param {readonly Group[]} groups */
function bars(groups) {
  const most = Math.max(1, ...groups.map(({ count }) => count));
  const rows = groups.map(({ name, count }, place) => {
    const width = Math.round(((WIDTH - LABEL - 80) * count) / most);
    const y = place * ROW;
    return `<text x="0" y="${y + 17}">${text(name)}</text><rect x="${LABEL}" y="${y + 4}" width="${width}" height="${ROW - 8}"/><text x="${LABEL + width + 8}" y="${y + 17}">${number(count)}</text>`;
  });
  const height = groups.length * ROW;
  const picture = `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Bars of the table below">${rows.join("")}</svg>`;
  const lines = groups.map(({ name, definition, count }) => [name, definition, number(count)]);
  return picture + table(["Group", "Sentence", "People"], lines);
}

/** @param {Figures} figures */
function grid({ rfm }) {
  const most = Math.max(1, ...rfm.map(({ count }) => count));
  const fifths = [5, 4, 3, 2, 1];
  const lines = fifths.map((recency) => {
    const cells = fifths.toReversed().map((frequency) => {
      const count = rfm.find((cell) => cell.recency === recency && cell.frequency === frequency)?.count ?? 0;
      const strength = (0.65 * count) / most;
      return `<td class="right" style="background:rgba(42,110,187,${strength.toFixed(2)})">${number(count)}</td>`;
    });
    return `<tr><th scope="row">Recency ${recency}</th>${cells.join("")}</tr>`;
  });
  const head = fifths.toReversed().map((frequency) => `<th scope="col">Frequency ${frequency}</th>`);
  return `<table><thead><tr><td></td>${head.join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

/** @param {Figures} figures */
function modelPart({ model, scored }) {
  const { outcome, result } = model;
  if (outcome !== "scored") {
    return `<p>Not enough data: ${text(result?.fit.detail ?? model.error?.message ?? "")}</p>`;
  }
  const { fit, quality, value, from, to, seenUpTo } = result;
  const parameters = Object.entries({ ...fit.parameters, ...value?.parameters });
  const lines = parameters.map(([name, told]) => [name, told === null ? "" : Number(told).toPrecision(6)]);
  const errors = quality?.errors ?? null;
  const judged =
    errors === null
      ? "<p>How well it predicts is not known.</p>"
      : `<p>It saw orders up to ${text(seenUpTo)} and expected ${number(Math.round(errors.predicted))} orders of ${number(errors.people)} people since; there were ${number(errors.actual)}. Mean error of a person: ${errors.mae.toFixed(3)} orders.</p>${tenths(quality.tenths)}`;
  return `<p>${text(fit.model)}, orders from ${text(from)} to ${text(to)} of ${number(result.people)} people. Log-likelihood ${fit.logLikelihood.toFixed(2)}.</p>${judged}${table(["Parameter", "Value"], lines)}${bars(scored)}`;
}

/** @param {Figures} figures */
function readyMadePart({ readyMade: { asked, notAsked } }) {
  if (notAsked.length === 0) return bars(asked);
  const lines = notAsked.map(({ name, definition, why }) => [name, definition, why]);
  return `${bars(asked)}<h3>Not asked, for the data has not what they ask for</h3>${table(["Segment", "Sentence", "Why"], lines)}`;
}

/** @param {Figures} figures */
function healthPart({ health }) {
  const sound = health.filter(({ findings }) => findings.length === 0).length;
  const lines = health.flatMap(({ segment, findings }) =>
    findings.map(({ severity, says, todo }) => [segment, severity, says, todo]),
  );
  const told = `<p>${number(health.length)} segments were examined; of ${number(sound)} nothing is the matter.</p>`;
  return lines.length === 0 ? told : told + table(["Segment", "How grave", "What", "What to do"], lines);
}

/** @param {readonly { readonly people: number, readonly predicted: number, readonly actual: number }[]} of */
function tenths(of) {
  const most = Math.max(Number.MIN_VALUE, ...of.flatMap(({ predicted, actual }) => [predicted, actual]));
  const step = WIDTH / Math.max(1, of.length);
  const rects = of.flatMap(({ predicted, actual }, place) =>
    [predicted, actual].map((value, side) => {
      const height = (CHART * value) / most;
      const x = place * step + side * step * 0.4;
      const kind = side === 0 ? "" : ' class="actual"';
      return `<rect${kind} x="${x.toFixed(1)}" y="${(CHART - height).toFixed(1)}" width="${(step * 0.38).toFixed(1)}" height="${height.toFixed(1)}"/>`;
    }),
  );
  const lines = of.map(({ people, predicted, actual }, place) => [
    String(place + 1),
    number(people),
    predicted.toFixed(3),
    actual.toFixed(3),
  ]);
  const picture = `<svg viewBox="0 0 ${WIDTH} ${CHART}" role="img" aria-label="Expected (left) and actual (right) orders of the table below">${rects.join("")}</svg>`;
  return picture + table(["Tenth", "People", "Expected orders", "Actual orders"], lines);
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} lines */
function table(head, lines) {
  const cells = (/** @type {readonly string[]} */ line) =>
    line.map((cell) => `<td${/^[\d.,-]+$/.test(cell) ? ' class="right"' : ""}>${text(cell)}</td>`).join("");
  const body = lines.map((line) => `<tr>${cells(line)}</tr>`).join("");
  const top = head.map((name) => `<th scope="col">${text(name)}</th>`).join("");
  return `<table><thead><tr>${top}</tr></thead><tbody>${body}</tbody></table>`;
}

/** @param {number} value */
const number = (value) => value.toLocaleString("en");

/** @param {unknown} value */
const text = (value) =>
  String(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const STYLE = `
body{max-width:760px;margin:40px auto;padding:0 20px;color:#1b2430;font:15px/1.5 system-ui,sans-serif}
section{margin-top:40px}svg{width:100%;margin:8px 0 16px}svg rect{fill:#2a6ebb}svg rect.actual{fill:#7a8797}svg text{font-size:13px;fill:#1b2430}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{padding:5px 8px;border-bottom:1px solid #dde3ea;text-align:left}
td.right{text-align:right;font-variant-numeric:tabular-nums}`;
