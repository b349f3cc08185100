import type { ReactNode } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import "./page.css";

type PageHeaderProps = {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
};

/** The one first heading of a page, which also names the browser's tab. It takes the focus after a navigation. */
export function PageHeader({ title, lead, above, actions }: PageHeaderProps) {
  const { t } = useI18n();
  return (
    <header className="page-header">
      <title>{t("app.title", { page: title })}</title>
      <div className="page-header-text">
        {above}
        <h1 tabIndex={-1}>{title}</h1>
        {lead === undefined ? null : <div className="page-lead">{lead}</div>}
      </div>
      {actions}
    </header>
  );
}

type CardProps = {
  readonly title?: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
};

export function Card({ title, lead, aside, children, className = "" }: CardProps) {
  return (
    <section className={`card card-padded ${className}`} aria-label={title}>
      {title === undefined ? null : (
        <div className="card-head">
          <div>
            <h2>{title}</h2>
            {lead === undefined ? null : <p>{lead}</p>}
          </div>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value], index) => (
        // Names may repeat, as when somebody has two ids of a kind.
        <div key={`${name} ${index}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
