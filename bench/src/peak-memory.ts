import { readFileSync, writeFileSync } from "node:fs";

/** The most memory that this process has had since `forgetPeak`, or ever; Linux only. */
export function peakBytes(): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error("no VmHWM in /proc/self/status");
  return Number(kilobytes) * 1_024;
}

/** From here on `peakBytes` tells what comes, beginning with what the process has now. */
export function forgetPeak(): void {
  writeFileSync("/proc/self/clear_refs", "5");
}
