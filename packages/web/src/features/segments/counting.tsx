import { Skeleton } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";

/** Where the size of a segment will stand. */
export function Counting({ height }: { readonly height: number }) {
  const { t } = useI18n();
  return (
    <>
      <Skeleton height={height} />
      <span className="visually-hidden">{t("segments.counting")}</span>
    </>
  );
}
