import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";

type EmptyProps = {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly children?: ReactNode;
  /** The next thing to do. */
  readonly actions?: ReactNode;
};

export function Empty({ icon: Icon, title, children, actions }: EmptyProps) {
  return (
    <div className="empty">
      <div className="empty-mark">
        <Icon size={26} stroke={1.6} aria-hidden />
      </div>
      <h2>{title}</h2>
      {typeof children === "string" ? <p>{children}</p> : children}
      {actions === undefined ? null : <div className="empty-actions">{actions}</div>}
    </div>
  );
}
