import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { HabitusError } from "@habitus/kernel";

/** Held for as long as the process may write to the data folder. */
export type DataLock = { release(): Promise<void> };

/**
 * Makes this process the only one that writes to the data folder. The kernel holds the lock, so it ends with the
 * process however that ends, and nothing stale is left behind. On Linux it is an abstract socket named by the folder's
 * device and inode (containers that share a folder but not the network do not see each other's); on macOS an exclusive
 * lock on a file in the folder.
 * @throws HabitusError `data_in_use` with the other process's id and the folder.
 */
export async function acquireDataLock(dir: string): Promise<DataLock> {
  mkdirSync(dir, { recursive: true });
  const folder = realpathSync(dir);
  return process.platform === "linux" ? lockBySocket(folder) : lockByFile(folder);
}

function inUse(folder: string, pid: string | null): HabitusError {
  const who = pid === null ? "another process" : `another process (pid ${pid})`;
  return new HabitusError("data_in_use", `The data folder ${folder} is in use by ${who}.`, {
    fix: "Stop that process, or start with another folder: --data DIR.",
    details: { folder, pid: pid === null ? null : Number(pid) },
  });
}

async function lockBySocket(folder: string): Promise<DataLock> {
  const { dev, ino } = statSync(folder);
  const name = `\u0000habitus-data-${dev}-${ino}`;
  // Whoever cannot take the name asks its holder for the process id.
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(String(process.pid));
  });
  try {
    await listen(server, name);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "EADDRINUSE") throw error;
    throw inUse(folder, await askHolder(name));
  }
  server.unref();
  return {
    release: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(name, resolve);
  });
}

const HOLDER_ANSWER_MS = 1_000;

/** The holder's process id; null when it does not answer in time, because it is busy or just ending. */
function askHolder(name: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(name);
    const finish = (): void => {
      socket.destroy();
      resolve(/^\d+$/.test(answer) ? answer : null);
    };
    socket.setEncoding("utf8");
    socket.setTimeout(HOLDER_ANSWER_MS, finish);
    socket.on("data", (part: string) => {
      answer += part;
    });
    socket.on("end", finish);
    socket.on("error", finish);
  });
}

/** Open flag of macOS and the BSDs: the file is locked for as long as it is open. */
const O_EXLOCK = 0x20;

function lockByFile(folder: string): DataLock {
  const path = join(folder, "lock");
  try {
    const handle = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK);
    writeSync(handle, `${process.pid}\n`, 0);
    return { release: async () => closeSync(handle) };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code !== "EAGAIN" && code !== "EWOULDBLOCK") throw error;
    throw inUse(folder, /^\d+/.exec(readFileSync(path, "utf8"))?.[0] ?? null);
  }
}
