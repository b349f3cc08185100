import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";

export function AdminOnly({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const isAdmin = useMay("admin");
  if (isAdmin) return children;
  return (
    <Card>
      <Empty icon={IconLock} title={t("settings.adminOnly")}>
        {t("settings.adminOnlyText")}
      </Empty>
    </Card>
  );
}
