import { count } from "../counts.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { blobOf } from "./follow.ts";
import { connect, type ServerOptions } from "./server.ts";

/** Sets the rates of exchange of a CSV file: all of them, or none with the mistakes told that the server names. */
export async function importRates(file: string, options: ServerOptions, around: Surroundings): Promise<Exit> {
  const blob = await blobOf(file);
  const { added, changed, unchanged } = await connect(options, around).uploadRates({ file: blob });
  around.out(`Added: ${count(added)}. Changed: ${count(changed)}. As before: ${count(unchanged)}.\n`);
  return EXIT.ok;
}
