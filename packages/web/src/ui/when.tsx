import { useI18n } from "../i18n/use-i18n.tsx";

/** "3 minutes ago", with the exact instant on hover. For what happened by the real clock, not by the workspace's now. */
export function useWhen(): (instant: string) => string {
  const { f } = useI18n();
  return (instant) => f.relative(instant, new Date());
}

/** Whether an instant lies in today, by the real clock. */
export function useIsToday(): (instant: string) => boolean {
  const { f } = useI18n();
  return (instant) => f.date(instant) === f.date(new Date().toISOString());
}

export function When({ at }: { readonly at: string }) {
  const { f } = useI18n();
  const when = useWhen();
  return (
    <time dateTime={at} title={f.dateTime(at)}>
      {when(at)}
    </time>
  );
}
