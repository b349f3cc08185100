import { assert } from "@habitus/kernel";
import { definitionSchema } from "@habitus/segments";
import { z } from "zod";
import { errorKinds, type ErrorCode } from "./errors.ts";
import { routeErrors, type Success, TAGS } from "./route.ts";
import { listOperations, type Operation } from "./routes.ts";
import { errorSchema } from "./schemas/common.ts";
import { costFileResultSchema } from "./schemas/cost-files.ts";
import { itemFileResultSchema } from "./schemas/items.ts";
import { DEFINITION_TREE_ID } from "./schemas/segments.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonMap = { [key: string]: Json };

export type OpenApiDocument = { readonly openapi: "3.1.0"; readonly [key: string]: Json };

/** Collects the named schemas met on the way, so each stands once under `components`. */
type Components = JsonMap;

/** What jobs end with, where their routes name it: a job itself says only that it is an object. */
const JOB_RESULTS = [costFileResultSchema, itemFileResultSchema] as const;

const COMPONENT = "#/components/schemas/";

/** The OpenAPI 3.1 document of the whole table. The same table gives the same text, byte for byte. */
export function buildOpenApi(version: string): OpenApiDocument {
  const components: Components = {};
  const paths: { [path: string]: JsonMap } = {};
  for (const operation of listOperations()) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [operation.method.toLowerCase()]: describeOperation(operation, components),
    };
  }
  for (const result of JOB_RESULTS) toSchema(z.object({ result }), "input", components);
  components[DEFINITION_TREE_ID] = toSchema(definitionSchema, "input", components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Habitus management API",
      version,
      description:
        "Segments, people, data, jobs and access. Every error has the same body; its `code` is stable. Events are sent to the tracking API, which follows the Segment specification.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: TAGS.map((name) => ({ name })),
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: sortKeys(components),
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "habitus_session" },
        bearer: { type: "http", scheme: "bearer", description: "An API key or the admin token." },
      },
    },
  };
}

function describeOperation(operation: Operation, components: Components): JsonMap {
  const parameters = [
    ...describeParameters(operation.params, "path", components),
    ...describeParameters(operation.query, "query", components),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, describeAccess(operation)].filter(Boolean).join(" "),
    ...(operation.access.role === "public" ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...describeBody(operation, components),
    responses: {
      ...describeSuccess(operation.success, components),
      ...describeErrors(routeErrors(operation, operation.method), components),
    },
  };
}

function describeBody({ body, upload }: Operation, components: Components): JsonMap {
  if (upload !== undefined) {
    return { requestBody: { required: true, content: { [upload.type]: { schema: { type: "string" } } } } };
  }
  if (body === undefined) return {};
  const content = { "application/json": { schema: toSchema(body, "input", components) } };
  return { requestBody: { required: !body.safeParse(undefined).success, content } };
}

function describeAccess({ access }: Operation): string {
  if (access.role === "public") return "Open to everyone.";
  if (access.scope === null) return `Needs the role ${access.role}; API keys are refused.`;
  return `Needs the role ${access.role}; an API key also the scope ${access.scope}.`;
}

function describeParameters(
  schema: z.ZodObject | undefined,
  place: "path" | "query",
  components: Components,
): readonly JsonMap[] {
  if (schema === undefined) return [];
  const whole = toSchema(schema, "output", components) as {
    properties?: JsonMap;
    required?: readonly string[];
  };
  return Object.entries(whole.properties ?? {}).map(([name, value]) => {
    const { description, ...rest } = value as JsonMap;
    return {
      name,
      in: place,
      required: (whole.required ?? []).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function describeSuccess(success: Success, components: Components): JsonMap {
  switch (success.kind) {
    case "json":
      return answer(success.status, "Success.", {
        "application/json": { schema: toSchema(success.schema, "input", components) },
      });
    case "empty":
      return { [success.status]: { description: "Success, without a body." } };
    case "page":
      return answer(success.status, "A page.", { "text/html": { schema: { type: "string" } } });
    case "file":
      return answer(success.status, "A file.", {
        [success.type]: { schema: { type: "string" } },
      });
    case "sse":
      return answer(success.status, "Server-sent events; `data` of each is JSON.", {
        "text/event-stream": {
          schema: {
            oneOf: Object.entries(success.events).map(([event, data]) => ({
              type: "object",
              properties: { event: { const: event }, data: toSchema(data, "input", components) },
              required: ["event", "data"],
            })),
          },
        },
      });
  }
}

function answer(status: number, description: string, content: JsonMap): JsonMap {
  return { [status]: { description, content } };
}

function describeErrors(codes: readonly ErrorCode[], components: Components): JsonMap {
  const schema = toSchema(errorSchema, "input", components);
  const statuses = [...new Set(codes.map((code) => errorKinds[code].status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const lines = codes
        .filter((code) => errorKinds[code].status === status)
        .map((code) => `- \`${code}\`: ${errorKinds[code].means}`);
      return [status, { description: lines.join("\n"), content: { "application/json": { schema } } }];
    }),
  );
}

function toSchema(schema: z.ZodType, io: "input" | "output", components: Components): Json {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io }) as JsonMap;
  for (const [name, definition] of Object.entries(($defs ?? {}) as JsonMap)) {
    const component = pointToComponents(definition);
    const known = components[name];
    assert(
      known === undefined || JSON.stringify(known) === JSON.stringify(component),
      `the schema ${name} has two shapes`,
    );
    components[name] = component;
  }
  return pointToComponents(rest);
}

function pointToComponents(value: Json): Json {
  if (isList(value)) return value.map(pointToComponents);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === "$ref" && typeof inner === "string"
        ? [key, inner.replace("#/$defs/", COMPONENT)]
        : [key, pointToComponents(inner)],
    ),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function sortKeys(map: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
