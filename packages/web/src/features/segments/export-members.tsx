import type { Segment } from "@habitus/contract";
import { Button, Progress } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { MEMBER_HEAD, memberLines } from "./csv.ts";

const PAGE = 1_000;

type MembersQuery = { readonly limit: number; readonly after?: string; readonly at?: string };

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "failed"; readonly error: unknown };

/** Everybody in the segment as a CSV file, fetched a page at a time and with a way to stop. */
export function ExportMembers({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const [state, setState] = useState<State>({ kind: "idle" });
  const abort = useRef<AbortController | null>(null);
  const run = async () => {
    const controller = new AbortController();
    abort.current = controller;
    setState({ kind: "running", done: 0, total: segment.size?.count ?? 0 });
    try {
      const parts = await fetchAll(segment.key, controller.signal, (done, total) =>
        setState({ kind: "running", done, total }),
      );
      saveFile(`${segment.key}.csv`, parts);
      setState({ kind: "idle" });
    } catch (error) {
      setState(controller.signal.aborted ? { kind: "idle" } : { kind: "failed", error });
    }
  };
  if (state.kind === "running") {
    const { done, total } = state;
    return (
      <div className="export" aria-live="polite">
        <Progress
          value={total === 0 ? 0 : (done / total) * 100}
          aria-label={t("export.running")}
          style={{ flex: "1 1 120px" }}
        />
        <span className="muted numbers">
          {t("export.progress", { done: f.number(done), total: f.number(total) })}
        </span>
        <Button size="compact-sm" variant="default" onClick={() => abort.current?.abort()}>
          {t("common.cancel")}
        </Button>
      </div>
    );
  }
  return (
    <div className="export">
      {state.kind === "failed" ? <Failure error={state.error} retry={() => void run()} /> : null}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => void run()}
      >
        {t("export.start")}
      </Button>
    </div>
  );
}

async function fetchAll(
  key: string,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<readonly string[]> {
  const parts = [MEMBER_HEAD];
  let done = 0;
  // Where the next page begins, as of the instant of the first.
  let next: { readonly after: string; readonly at: string } | null = null;
  do {
    const query: MembersQuery = { limit: PAGE, ...next };
    // Each page begins where the one before ended.
    // oxlint-disable-next-line no-await-in-loop
    const page = await api.listSegmentMembers({ params: { key }, query }, { signal });
    parts.push(memberLines(page.people));
    done += page.people.length;
    onProgress(done, page.count);
    next = page.next === null ? null : { after: page.next, at: page.at };
  } while (next !== null);
  return parts;
}

function saveFile(name: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
