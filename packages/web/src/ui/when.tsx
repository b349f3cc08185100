import { useI18n } from "../i18n/use-i18n.tsx";

/** "3 minutes ago", with the exact instant on hover. For what happened by the real clock, not by the workspace's now. */
export function useWhen(): (instant: string) => string {
  const { f } = useI18n();
  return (instant) => f.relative(instant, new Date());
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
