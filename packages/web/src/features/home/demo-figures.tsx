import type { Job } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";

const FIGURES = [
  ["lines", "demo.lines"],
  ["events", "demo.orders"],
  ["customers", "demo.customers"],
  ["invoicesWithoutCustomer", "demo.left"],
] as const;

/** What the import read and what it left out: nothing of the source disappears unsaid. */
export function DemoFigures({ job }: { readonly job: Job }) {
  const { t, f } = useI18n();
  return (
    <Card title={t("demo.loadedTitle")}>
      <dl className="demo-figures">
        {FIGURES.map(([field, name]) => {
          const value = job.result?.[field];
          return typeof value === "number" ? (
            <div key={field}>
              <dt>{t(name)}</dt>
              <dd className="numbers">{f.number(value)}</dd>
            </div>
          ) : null;
        })}
      </dl>
      <p className="demo-source">{t("demo.source")}</p>
    </Card>
  );
}
