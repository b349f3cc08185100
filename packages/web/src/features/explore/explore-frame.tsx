import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { NothingSent } from "../../ui/nothing-sent.tsx";
import "./explore.css";

type Tab = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly name: Extract<MessageKey, `explore.tab.${string}`>;
};

const TABS: readonly Tab[] = [
  { to: "/explore/trends", name: "explore.tab.trends" },
  { to: "/explore/funnel", name: "explore.tab.funnel" },
  { to: "/explore/retention", name: "explore.tab.retention" },
  { to: "/explore/paths", name: "explore.tab.paths" },
  { to: "/explore/patterns", name: "explore.tab.patterns" },
  { to: "/explore/rfm", name: "explore.tab.rfm" },
];

type ExploreFrameProps = { readonly lead: string; readonly children: ReactNode };

/** What all questions of the explorer stand in. */
export function ExploreFrame({ lead, children }: ExploreFrameProps) {
  const { t } = useI18n();
  return (
    <>
      <PageHeader title={t("explore.title")} lead={lead} />
      <nav className="tabs" aria-label={t("explore.tabs")}>
        {TABS.map(({ to, name }) => (
          <Link key={to} to={to} activeOptions={{ includeSearch: false }}>
            {t(name)}
          </Link>
        ))}
      </nav>
      <div className="stack">
        <NothingSent />
        {children}
      </div>
    </>
  );
}
