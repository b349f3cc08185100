import { type Client, createClient } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Surroundings } from "../surroundings.ts";

export type ServerOptions = { readonly server?: string | undefined; readonly key?: string | undefined };

export const DEFAULT_SERVER = "http://127.0.0.1:7700";

/** @throws HabitusError `no_key`, `bad_server`. */
export function connect({ server, key }: ServerOptions, { env, fetch }: Surroundings): Client {
  const baseUrl = server ?? setting(env["HABITUS_URL"]) ?? DEFAULT_SERVER;
  const token = key ?? setting(env["HABITUS_API_KEY"]);
  if (!/^https?:\/\/\S+$/.test(baseUrl)) {
    throw new HabitusError("bad_server", `\`${baseUrl}\` is no address such as ${DEFAULT_SERVER}.`);
  }
  if (token === undefined) {
    throw new HabitusError("no_key", "The server wants to know who asks.", {
      fix: "Set HABITUS_API_KEY to an API key with the scopes segments:read, segments:write and people:read; to import, events:read and events:write.",
    });
  }
  return createClient({ baseUrl, fetch, token });
}

function setting(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
