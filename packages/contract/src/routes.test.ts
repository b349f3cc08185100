import { describe, expect, test } from "vitest";
import { z } from "zod";
import { endpoints, METHODS, splitEndpoint } from "./endpoints.ts";
import { ERROR_CODES, errorKinds } from "./errors.ts";
import { commonErrors, describeRoutes, roleAtLeast, ROLES, routeErrors } from "./route.ts";
import { listOperations } from "./routes.ts";

describe("the table", () => {
  test("no method and path twice", () => {
    const all = Object.values(endpoints);
    expect(new Set(all).size).toBe(all.length);
  });

  test("endpoints are a known method and a path under /api", () => {
    for (const endpoint of Object.values(endpoints)) {
      const { method, path } = splitEndpoint(endpoint);
      expect(METHODS).toContain(method);
      expect(path).toMatch(/^\/api(?:\/:?[a-zA-Z.-]+)+$/);
    }
  });

  test("only these may be called by anyone", () => {
    const open = listOperations().filter((operation) => operation.access.role === "public");
    expect(open.map((operation) => operation.id)).toEqual([
      "getSetup",
      "createFirstAdmin",
      "signIn",
      "signOut",
      "getOpenApi",
      "getApiReference",
    ]);
  });

  test("what changes something asks for an editor at least, save for one's own session", () => {
    const own = ["createFirstAdmin", "signIn", "signOut", "changePassword"];
    const overlap = ["getSegmentOverlap", "listOverlapMembers"];
    const explored = [
      "exploreFunnel",
      "listFunnelPeople",
      "exploreRetention",
      "listRetentionPeople",
      "exploreTrends",
      "listTrendPeople",
      "explorePaths",
      "explorePatterns",
      "exploreRfm",
      "listPathPeople",
    ];
    const reads = [
      "evaluateSegment",
      "countDefinitions",
      "describePeople",
      "diffSegment",
      "listDiffMembers",
      "listSimilarSegments",
      "getReach",
      "listReachMembers",
      "checkSegment",
      "tryComputedTrait",
      "previewRetention",
      "previewDataMarks",
      "previewCleaningRules",
      ...overlap,
      ...explored,
    ];
    for (const { id, method, access } of listOperations()) {
      if (method === "GET" || own.includes(id) || reads.includes(id)) continue;
      expect(access.role !== "public" && roleAtLeast(access.role, "editor"), id).toBe(true);
    }
  });

  test("no route repeats an error that its shape already brings", () => {
    for (const operation of listOperations()) {
      const common = commonErrors(operation, operation.method);
      expect(
        operation.errors.filter((code) => common.includes(code)),
        operation.id,
      ).toEqual([]);
    }
  });

  test("every documented error can be answered by some route", () => {
    const used = new Set(listOperations().flatMap((operation) => routeErrors(operation, operation.method)));
    expect(ERROR_CODES.filter((code) => !used.has(code))).toEqual([]);
  });

  test("every error says what it means and has an error status", () => {
    for (const code of ERROR_CODES) {
      expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(errorKinds[code].status).toBeGreaterThanOrEqual(400);
      expect(errorKinds[code].means).toMatch(/\.$/);
    }
  });

  test("query values are read from text within their limits", () => {
    const query = listOperations().find((operation) => operation.id === "listJobs")?.query;
    expect(query?.parse({ limit: "7" })).toEqual({ limit: 7 });
    for (const limit of ["0", "501", "-1", "1.5", "1e2", "", " 1", "NaN"]) {
      expect(query?.safeParse({ limit }).success, limit).toBe(false);
    }
    expect(query?.safeParse({ limt: "7" }).success).toBe(false);
  });

  test("a route without access, or with other parameters than its path, does not compile", () => {
    const success = { kind: "empty", status: 204 } as const;
    const part = { tag: "Jobs", summary: "x", success, errors: [] } as const;
    // @ts-expect-error access is missing
    const open = () => describeRoutes({ listJobs: { ...part } });
    const access = { role: "viewer", scope: null } as const;
    // @ts-expect-error the path has :id
    const noParams = () => describeRoutes({ getJob: { ...part, access } });
    const params = z.strictObject({ key: z.string() });
    // @ts-expect-error the path has :id, not :key
    const wrongParams = () => describeRoutes({ getJob: { ...part, access, params } });
    expect([open, noParams, wrongParams]).toHaveLength(3);
  });

  test("roles are ordered", () => {
    expect(ROLES.map((role) => ROLES.map((needed) => roleAtLeast(role, needed)))).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });
});
