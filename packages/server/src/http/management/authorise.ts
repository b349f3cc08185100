import { roleAtLeast, type Route, type Scope } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Caller } from "../../access/access.ts";

/**
 * Lets the caller through or refuses, by the table alone.
 * @throws HabitusError `unauthenticated`, `api_key_refused`, `forbidden`, `scope_missing`.
 */
export function authorise(access: Route["access"], caller: Caller | null): void {
  if (access.role === "public") return;
  if (caller === null) {
    throw new HabitusError("unauthenticated", "This needs a sign-in, an API key or the admin token.", {
      fix: "Sign in, or send `Authorization: Bearer KEY`.",
    });
  }
  if (access.scope === null && caller.actor.kind === "key") {
    throw new HabitusError("api_key_refused", "This manages access and never takes an API key.", {
      fix: "Sign in, or use the admin token.",
    });
  }
  if (!roleAtLeast(caller.role, access.role)) {
    throw new HabitusError("forbidden", `This needs the role ${access.role}; yours is ${caller.role}.`, {
      fix: "Ask an admin to do it or to change your role.",
      details: { needs: access.role, has: caller.role },
    });
  }
  if (access.scope !== null && !mayTouch(caller, access.scope)) {
    throw new HabitusError("scope_missing", `The API key lacks the scope ${access.scope}.`, {
      fix: "Make a key with this scope.",
      details: { needs: access.scope },
    });
  }
}

/** Whether the caller's key is not narrowed to other scopes. */
export function mayTouch({ scopes }: Caller, scope: Scope): boolean {
  return scopes === null || scopes.includes(scope);
}
