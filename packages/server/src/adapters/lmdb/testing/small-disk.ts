import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own that can be filled without harm. */
export type SmallDisk = {
  readonly dir: string;
  /** Takes space away until only so many bytes are free. */
  fill(leaveBytes: number): void;
  /** Gives it back. */
  drain(): void;
  remove(): void;
};

/** Mounts a tmpfs, which needs root on Linux. Answers the reason when there can be none. */
export function mountSmallDisk(bytes: number): SmallDisk | string {
  if (process.platform !== "linux") return "only Linux has tmpfs";
  if (process.getuid?.() !== 0) return "mounting needs root";
  const dir = mkdtempSync(join(tmpdir(), "habitus-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", dir], { stdio: "pipe" });
  } catch (error) {
    rmSync(dir, { recursive: true });
    return `mount was refused: ${String(error).split("\n")[0]}`;
  }
  const filler = join(dir, "filler");
  const free = (): number => statfsSync(dir).bavail * statfsSync(dir).bsize;
  return {
    dir,
    fill(leaveBytes) {
      try {
        writeFileSync(filler, Buffer.alloc(Math.max(0, free() - leaveBytes)));
      } catch (error) {
        // Somebody else took the rest meanwhile: the disk is full, as was asked.
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      }
    },
    drain: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync("umount", ["--lazy", dir], { stdio: "pipe" });
      rmSync(dir, { recursive: true });
    },
  };
}
