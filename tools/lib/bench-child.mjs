// @ts-check
// Runs one built benchmark in a process of its own and sends its rows to the parent as they come.

const [file] = process.argv.slice(2);
if (file === undefined || process.send === undefined) throw new Error("started by tools/bench.mjs alone");

/** @typedef {import("./bench-report.mjs").Message} Message */
const send = (/** @type {Message} */ message) => void process.send?.(message);

/** @type {{ bench: import("../../bench/src/report.ts").Bench }} */
const { bench } = await import(file);
send({ kind: "begin", name: bench.name, title: bench.title });
await bench.run({
  row: (row) => send({ kind: "row", row }),
  note: (text) => send({ kind: "note", text }),
});
process.disconnect();
