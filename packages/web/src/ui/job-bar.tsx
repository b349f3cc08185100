import type { Job } from "@habitus/contract";
import { Progress } from "@mantine/core";

/** How far a job is; stripes that move while nobody knows how much there is to do. */
export function JobBar({ job, label }: { readonly job: Job; readonly label: string }) {
  const share = job.total === null || job.total === 0 ? 0 : (job.done / job.total) * 100;
  const isMoving = job.total === null && job.state !== "paused";
  return (
    <Progress.Root size="lg">
      <Progress.Section
        value={Math.max(1, share)}
        striped={isMoving}
        animated={isMoving}
        aria-label={label}
      />
    </Progress.Root>
  );
}
