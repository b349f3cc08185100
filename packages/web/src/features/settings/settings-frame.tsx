import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link, type LinkProps, Outlet, useLocation } from "@tanstack/react-router";
import { useId, useState } from "react";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { PageHeader } from "../../ui/page.tsx";
import "./settings.css";

type Name = Extract<MessageKey, `settings.${string}`>;
type Section = { readonly to: NonNullable<LinkProps["to"]>; readonly name: Name };
type Group = { readonly name: Name; readonly sections: readonly Section[] };

const GROUPS: readonly Group[] = [
  {
    name: "settings.ofPeople",
    sections: [
      { to: "/settings/identity", name: "settings.identity" },
      { to: "/settings/lists", name: "settings.lists" },
      { to: "/settings/subscriptions", name: "settings.subscriptions" },
      { to: "/settings/computed", name: "settings.computed" },
      { to: "/settings/scores", name: "settings.scores" },
      { to: "/settings/models", name: "settings.models" },
      { to: "/settings/ratings", name: "settings.ratings" },
      { to: "/settings/occasions", name: "settings.occasions" },
      { to: "/settings/surveys", name: "settings.surveys" },
      { to: "/settings/purposes", name: "settings.purposes" },
      { to: "/settings/erasures", name: "settings.erasures" },
    ],
  },
  {
    name: "settings.ofData",
    sections: [
      { to: "/settings/sources", name: "settings.sources" },
      { to: "/settings/items", name: "settings.items" },
      { to: "/settings/money", name: "settings.money" },
      { to: "/settings/costs", name: "settings.costs" },
      { to: "/settings/webhooks", name: "settings.webhooks" },
      { to: "/settings/retention", name: "settings.retention" },
    ],
  },
  {
    name: "settings.ofWorkspace",
    sections: [
      { to: "/settings/workspace", name: "settings.workspace" },
      { to: "/settings/health", name: "settings.health" },
      { to: "/settings/users", name: "settings.users" },
      { to: "/settings/account", name: "settings.account" },
      { to: "/settings/audit", name: "settings.audit" },
    ],
  },
];

export function SettingsFrame() {
  const { t } = useI18n();
  return (
    <>
      <PageHeader title={t("settings.title")} />
      <div className="settings-layout">
        <Nav />
        <div className="settings-content">
          <Outlet />
        </div>
      </div>
    </>
  );
}

/** On a narrow screen the sections are behind a button that names the one that is shown. */
function Nav() {
  const { t } = useI18n();
  const id = useId();
  const path = useLocation().pathname;
  const [openAt, setOpenAt] = useState<string | null>(null);
  // Whoever has gone to another section has done with the menu.
  const isOpen = openAt === path;
  const present = GROUPS.flatMap(({ sections }) => sections).find(({ to }) => to === path);
  return (
    <nav className="settings-nav" aria-label={t("settings.sections")}>
      <UnstyledButton
        className="settings-menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpenAt(isOpen ? null : path)}
      >
        {t(present?.name ?? "settings.sections")}
        <IconChevronDown size={20} aria-hidden />
      </UnstyledButton>
      <div id={id} className="settings-groups" data-open={isOpen ? "" : undefined}>
        {GROUPS.map((group) => (
          <NavGroup key={group.name} group={group} />
        ))}
      </div>
    </nav>
  );
}

function NavGroup({ group: { name, sections } }: { readonly group: Group }) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div>
      <h2 id={id}>{t(name)}</h2>
      <ul aria-labelledby={id}>
        {sections.map((section) => (
          <li key={section.name}>
            <Link to={section.to}>{t(section.name)}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
