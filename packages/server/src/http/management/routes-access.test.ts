import { listOperations, type Operation, type Role, ROLES, roleAtLeast, SCOPES } from "@habitus/contract";
import { describe, expect, test } from "vitest";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  createManagement,
  type Management,
  userCookie,
} from "./testing/management.ts";

type Call = { readonly headers: Record<string, string> };

const withCookie = (cookie: string): Call => ({ headers: { cookie } });
const withBearer = (token: string): Call => ({ headers: { authorization: `Bearer ${token}` } });

async function prepare() {
  const management = createManagement();
  const admin = await adminCookie(management);
  const cookies: Record<Role, string> = {
    viewer: await userCookie(management, "viewer"),
    editor: await userCookie(management, "editor"),
    admin,
  };
  return { management, cookies };
}

/** The code of the refusal, or "let in" whatever became of the call after that. */
async function outcome(management: Management, operation: Operation, { headers }: Call): Promise<string> {
  const path = operation.path.replace(/:\w+/g, "x1");
  const init = {
    method: operation.method,
    headers: { ...headers, "content-type": "application/json" },
    ...(operation.method === "GET" ? {} : { body: "{}" }),
  };
  const response = await management.app.request(path, init);
  const refused = response.status === 401 || response.status === 403;
  if (!refused) {
    await response.body?.cancel();
    return "let in";
  }
  const { error } = (await response.json()) as { readonly error: { readonly code: string } };
  return error.code;
}

const guarded = listOperations().filter((operation) => operation.access.role !== "public");

describe.each(guarded.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  const { access } = operation;
  if (access.role === "public") throw new Error("guarded");
  const { role: needed, scope } = access;

  test("refuses whoever is nobody, and lets the admin token in", async () => {
    const { management } = await prepare();
    expect(await outcome(management, operation, { headers: {} })).toBe("unauthenticated");
    expect(await outcome(management, operation, withCookie("habitus_session=hs_wrong"))).toBe(
      "unauthenticated",
    );
    expect(await outcome(management, operation, withBearer("hk_wrong"))).toBe("unauthenticated");
    expect(await outcome(management, operation, withBearer(ADMIN_TOKEN))).toBe("let in");
  });

  test.each(ROLES)(`asks for ${needed}: cookie of a(n) %s`, async (role) => {
    const { management, cookies } = await prepare();
    const expected = roleAtLeast(role, needed) ? "let in" : "forbidden";
    expect(await outcome(management, operation, withCookie(cookies[role]))).toBe(expected);
  });

  test.each(ROLES)("API key of role %s, with all scopes and with all but the one it needs", async (role) => {
    const { management } = await prepare();
    const all = withBearer(await apiKey(management, role));
    if (scope === null) {
      expect(await outcome(management, operation, all)).toBe("api_key_refused");
      return;
    }
    const roleIsEnough = roleAtLeast(role, needed);
    expect(await outcome(management, operation, all)).toBe(roleIsEnough ? "let in" : "forbidden");
    const others = SCOPES.filter((each) => each !== scope);
    const without = withBearer(await apiKey(management, role, others));
    expect(await outcome(management, operation, without)).toBe(roleIsEnough ? "scope_missing" : "forbidden");
  });

  test("a revoked key, a disabled user and an ended session are nobody", async () => {
    const { management, cookies } = await prepare();
    const { access: doors } = management;
    const by = { kind: "system", id: "test", name: "Test" } as const;
    const token = await apiKey(management, "admin");
    for (const key of doors.keys.list()) await doors.keys.revoke(key.id, by);
    const editor = doors.users.byEmail("editor@example.com");
    await doors.users.change(editor?.id ?? "", { disabled: true }, by);
    expect(await outcome(management, operation, withBearer(token))).toBe("unauthenticated");
    expect(await outcome(management, operation, withCookie(cookies.editor))).toBe("unauthenticated");
  });
});
