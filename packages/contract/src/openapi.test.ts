import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { endpoints } from "./endpoints.ts";
import { buildOpenApi } from "./openapi.ts";
import { listOperations } from "./routes.ts";

const COMMITTED = new URL("../openapi.json", import.meta.url);

type Node = { readonly [key: string]: unknown };

const document = JSON.parse(JSON.stringify(buildOpenApi("0.1.0"))) as Node;

function* walk(value: unknown, path: readonly string[] = []): Generator<readonly [readonly string[], Node]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Node];
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, [...path, key]);
}

describe("the OpenAPI document", () => {
  test("is the committed one (write it anew with HABITUS_UPDATE=1)", () => {
    if (process.env["HABITUS_UPDATE"] === "1") {
      writeFileSync(COMMITTED, `${JSON.stringify(document, null, 2)}\n`);
    }
    const committed: unknown = JSON.parse(readFileSync(COMMITTED, "utf8"));
    expect(JSON.stringify(committed, null, 2)).toBe(JSON.stringify(document, null, 2));
  });

  test("has every operation of the table once", () => {
    const ids = [...walk(document["paths"])].flatMap(([, node]) =>
      typeof node["operationId"] === "string" ? [node["operationId"]] : [],
    );
    expect(ids.toSorted()).toEqual(Object.keys(endpoints).toSorted());
  });

  test("points only at what is there", () => {
    for (const [path, node] of walk(document)) {
      const reference = node["$ref"];
      if (typeof reference !== "string") continue;
      const target = reference
        .slice(2)
        .split("/")
        .reduce<unknown>((at, key) => (at as Node | undefined)?.[key], document);
      expect(target, `${reference} at ${path.join("/")}`).toBeDefined();
    }
  });

  test("has each schema that its words speak of", () => {
    const schemas = Object.keys((document["components"] as Node)["schemas"] as Node);
    const words = JSON.stringify(document).matchAll(/`result` is an? `(\w+)`/g);
    const named = [...new Set([...words].map(([, name]) => name))];
    expect(named.length).toBeGreaterThan(0);
    expect(schemas).toEqual(expect.arrayContaining(named));
  });

  test("names every path parameter it uses, and no other", () => {
    const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Node>>>>;
    for (const [path, methods] of Object.entries(paths)) {
      const used = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(methods)) {
        const given = ((operation["parameters"] ?? []) as readonly Node[])
          .filter((parameter) => parameter["in"] === "path")
          .map((parameter) => parameter["name"]);
        expect(given, path).toEqual(used);
      }
    }
  });

  test("says of every operation what it does, who may call it and how it fails", () => {
    for (const operation of listOperations()) {
      expect(operation.summary.length, operation.id).toBeGreaterThan(5);
      const responses = (document["paths"] as Readonly<Record<string, Readonly<Record<string, Node>>>>)[
        operation.path.replace(/:(\w+)/g, "{$1}")
      ]?.[operation.method.toLowerCase()]?.["responses"] as Node;
      expect(Object.keys(responses), operation.id).toContain(String(operation.success.status));
      expect(Object.keys(responses), operation.id).toContain("500");
    }
  });

  test("every key in a schema is one JSON Schema 2020-12 knows", () => {
    const known = new Set([
      "$ref",
      "additionalProperties",
      "anyOf",
      "const",
      "default",
      "description",
      "enum",
      "examples",
      "format",
      "items",
      "maxItems",
      "maxLength",
      "maximum",
      "minItems",
      "minLength",
      "minimum",
      "oneOf",
      "pattern",
      "properties",
      "propertyNames",
      "required",
      "type",
    ]);
    const check = (schema: Node): void => {
      for (const [key, value] of Object.entries(schema)) {
        expect(known, key).toContain(key);
        if (key === "properties") Object.values(value as Node).forEach((inner) => check(inner as Node));
        if (key === "anyOf" || key === "oneOf") (value as readonly Node[]).forEach(check);
        if (["items", "additionalProperties", "propertyNames"].includes(key) && typeof value === "object")
          check(value as Node);
      }
    };
    for (const [, node] of walk(document)) {
      if (node["schema"] !== undefined) check(node["schema"] as Node);
    }
    const schemas = (document["components"] as Node)["schemas"] as Readonly<Record<string, Node>>;
    Object.values(schemas).forEach(check);
  });
});
