import { Link, type LinkProps, Outlet } from "@tanstack/react-router";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { PageHeader } from "../../ui/page.tsx";
import "./settings.css";

type Section = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly name: Extract<MessageKey, `settings.${string}`>;
};

const SECTIONS: readonly Section[] = [
  { to: "/settings/sources", name: "settings.sources" },
  { to: "/settings/users", name: "settings.users" },
  { to: "/settings/workspace", name: "settings.workspace" },
  { to: "/settings/purposes", name: "settings.purposes" },
  { to: "/settings/computed", name: "settings.computed" },
  { to: "/settings/lists", name: "settings.lists" },
  { to: "/settings/webhooks", name: "settings.webhooks" },
  { to: "/settings/account", name: "settings.account" },
  { to: "/settings/audit", name: "settings.audit" },
];

export function SettingsFrame() {
  const { t } = useI18n();
  return (
    <>
      <PageHeader title={t("settings.title")} />
      <nav className="tabs" aria-label={t("settings.sections")}>
        {SECTIONS.map(({ to, name }) => (
          <Link key={name} to={to}>
            {t(name)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
