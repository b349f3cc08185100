import { z } from "zod";
import { describeRoutes } from "../route.ts";
import { workspaceEditSchema, workspaceSchema } from "../schemas/workspace.ts";

export const workspaceRoutes = describeRoutes({
  getWorkspace: {
    tag: "Workspace",
    summary: "The workspace's settings",
    access: { role: "viewer", scope: "workspace:read" },
    success: { kind: "json", status: 200, schema: workspaceSchema },
    errors: [],
  },
  changeWorkspace: {
    tag: "Workspace",
    summary: "Replace the workspace's settings",
    access: { role: "admin", scope: "workspace:write" },
    body: workspaceEditSchema,
    success: { kind: "json", status: 200, schema: workspaceSchema },
    errors: ["conflict"],
  },
  getOpenApi: {
    tag: "Reference",
    summary: "This API as an OpenAPI 3.1 document",
    access: { role: "public" },
    success: { kind: "json", status: 200, schema: z.record(z.string(), z.unknown()) },
    errors: [],
  },
  getApiReference: {
    tag: "Reference",
    summary: "This API as a page to read",
    access: { role: "public" },
    success: { kind: "page", status: 200 },
    errors: [],
  },
});
