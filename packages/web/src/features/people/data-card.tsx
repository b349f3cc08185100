import { Button } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";

/** What can be done with everything that is known of a person. */
export function DataCard({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const mayExport = useMay("editor");
  if (!mayExport) return null;
  return (
    <Card title={t("data.title")} lead={t("data.lead")}>
      <Button component="a" href={`/api/people/${encodeURIComponent(id)}/export`} download variant="default">
        {t("data.export")}
      </Button>
    </Card>
  );
}
