import type { Job } from "@habitus/contract";
import { Link, type LinkProps } from "@tanstack/react-router";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { RemoveDemo } from "./demo-removal.tsx";

type Name = Extract<MessageKey, "demo.lines" | "demo.orders" | "demo.customers" | "demo.left">;
type Figure = readonly [field: string, name: Name, to: NonNullable<LinkProps["to"]> | null];

/** What was read and left out cannot be opened; what came in can. */
const FIGURES: readonly Figure[] = [
  ["lines", "demo.lines", null],
  ["events", "demo.orders", "/events"],
  ["customers", "demo.customers", "/people"],
  ["invoicesWithoutCustomer", "demo.left", null],
];

/** What the import read and what it left out: nothing of the source disappears unsaid. */
export function DemoFigures({ job }: { readonly job: Job | null }) {
  const { t, f } = useI18n();
  return (
    <Card title={t("demo.loadedTitle")}>
      {job === null ? <p>{t("demo.noFigures")}</p> : null}
      <dl className="demo-figures">
        {FIGURES.map(([field, name, to]) => {
          const value = job?.result?.[field];
          return typeof value === "number" ? (
            <div key={field}>
              <dt>{t(name)}</dt>
              <dd className="numbers">
                {to === null ? f.number(value) : <Link to={to}>{f.number(value)}</Link>}
              </dd>
            </div>
          ) : null;
        })}
      </dl>
      <p className="demo-source">{t("demo.source")}</p>
      <RemoveDemo />
    </Card>
  );
}
