import type { Person } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { ErasePerson } from "./erase-person.tsx";

/** What can be done with everything that is known of a person. */
export function DataCard({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  const mayExport = useMay("editor");
  const mayErase = useMay("admin");
  if (!mayExport) return null;
  return (
    <Card title={t("data.title")} lead={t("data.lead")}>
      <Group>
        <Button
          component="a"
          href={`/api/people/${encodeURIComponent(person.id)}/export?as=number`}
          download
          variant="default"
        >
          {t("data.export")}
        </Button>
        {mayErase ? <ErasePerson person={person} /> : null}
      </Group>
    </Card>
  );
}
