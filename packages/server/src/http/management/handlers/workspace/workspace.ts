import type { Workspace } from "@habitus/contract";
import type { WorkspaceRecord } from "../../../../segments/workspace-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { instantOrNull, isoOrNull } from "../shared.ts";

type WorkspaceOperations = "getWorkspace" | "changeWorkspace";

export function workspaceHandlers({ workspace }: ManagementDeps): HandlersFor<WorkspaceOperations> {
  return {
    getWorkspace: () => toWorkspace(workspace.get()),
    async changeWorkspace({ body }, { caller }) {
      const settings = { ...body, pinnedNow: instantOrNull(body.pinnedNow) };
      return toWorkspace(await workspace.set(settings, body.rev, caller.actor));
    },
  };
}

export function toWorkspace(record: WorkspaceRecord): Workspace {
  const { name, zone, weekStart, pinnedNow, rev, updatedAt } = record;
  return { name, zone, weekStart, pinnedNow: isoOrNull(pinnedNow), rev, updatedAt: isoOrNull(updatedAt) };
}
