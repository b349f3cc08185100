import { must } from "@habitus/kernel";
import { acquireDataLock } from "../data-lock.ts";

// Takes the lock of the folder it is given, says so, and lives until it is killed.
await acquireDataLock(must(process.argv[2], "a folder is given"));
process.stdout.write("held\n");
setInterval(() => undefined, 60_000);
