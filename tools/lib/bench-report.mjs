// @ts-check
// What a benchmark run looks like to a reader.
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** @typedef {import("../../bench/src/report.ts").Row} Row */
/**
 * @typedef {{ readonly kind: "begin", readonly name: string, readonly title: string }
 *   | { readonly kind: "row", readonly row: Row }
 *   | { readonly kind: "note", readonly text: string }} Message
 */
/**
 * @typedef {object} BenchResult
 * @property {string} name
 * @property {string} title
 * @property {Row[]} rows
 * @property {string[]} notes
 * @property {number} seconds
 * @property {string | null} failure
 */
/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {number} memoryGb
 * @property {string} node
 * @property {number} load load average of the last minute, before the run
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** @param {Machine} machine */
export function machineLine({ cpu, cores, memoryGb, node, load }) {
  return `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, load ${load} before the run`;
}

/** The row with its ratio worked out and whether it keeps its limit. @param {Row} row */
export function judged(row) {
  const ratio = row.ratio ?? (row.peer === undefined ? undefined : row.value / row.peer.value);
  const { limit } = row;
  const met =
    limit === undefined
      ? undefined
      : limit.at === "least"
        ? row.value >= limit.value
        : row.value <= limit.value;
  return { ...row, ...(ratio === undefined ? {} : { ratio }), ...(met === undefined ? {} : { met }) };
}

/**
 * One row as lines of text: the figure first, what belongs to it behind, its note below.
 * @param {Row} row
 */
export function rowLines(row) {
  const { name, unit, value, p50, p99, spreadUnit, peer, ratio, limit, met, note } = judged(row);
  const parts = [`${figure(value)} ${unit}`];
  if (p50 !== undefined) parts.push(`p50 ${figure(p50)}${spreadUnit ? ` ${spreadUnit}` : ""}`);
  if (p99 !== undefined) parts.push(`p99 ${figure(p99)}${spreadUnit ? ` ${spreadUnit}` : ""}`);
  if (ratio !== undefined) {
    parts.push(peer ? `${figure(ratio)} x ${peer.name} (${figure(peer.value)})` : `ratio ${figure(ratio)}`);
  }
  if (limit !== undefined) {
    parts.push(`${met ? "keeps" : "MISSES"} at ${limit.at} ${figure(limit.value)}`);
  }
  const line = `  ${name.padEnd(44)} ${parts.join("  |  ")}`;
  return note === undefined ? [line] : [line, `    ${note}`];
}

/** Whole from a hundred on, three significant digits below, thousands apart. @param {number} value */
function figure(value) {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString("en", digits);
}
