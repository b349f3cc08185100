import {
  ActionIcon,
  Menu,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import {
  IconAlertSquareRounded,
  IconBolt,
  IconBuilding,
  IconChartPie,
  IconFileImport,
  IconFilter,
  IconHome,
  IconListCheck,
  IconLogout,
  IconMoon,
  IconReportAnalytics,
  IconSettings,
  IconSun,
  IconUser,
  IconUsers,
  type TablerIcon,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, type LinkProps, useNavigate } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { overviewQuery, sessionQuery } from "../api/queries.ts";
import { type MessageKey, useI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "../ui/error-text.ts";
import { Logo } from "../ui/logo.tsx";
import { useNotice } from "../ui/use-notice.ts";
import { useSession } from "../ui/use-session.ts";

type Entry = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly name: Extract<MessageKey, `nav.${string}`>;
  readonly icon: TablerIcon;
};

const ENTRIES: readonly Entry[] = [
  { to: "/", name: "nav.home", icon: IconHome },
  { to: "/segments", name: "nav.segments", icon: IconChartPie },
  { to: "/explore", name: "nav.explore", icon: IconFilter },
  { to: "/people", name: "nav.people", icon: IconUsers },
  { to: "/accounts", name: "nav.accounts", icon: IconBuilding },
  { to: "/events", name: "nav.events", icon: IconBolt },
  { to: "/imports", name: "nav.imports", icon: IconFileImport },
  { to: "/audit", name: "nav.audit", icon: IconReportAnalytics },
  { to: "/plan", name: "nav.plan", icon: IconListCheck },
  { to: "/problems", name: "nav.problems", icon: IconAlertSquareRounded },
  { to: "/settings", name: "nav.settings", icon: IconSettings },
];

export function Brand() {
  const { t } = useI18n();
  const overview = useQuery(overviewQuery);
  return (
    <Link to="/" className="brand">
      <Logo />
      <span style={{ minWidth: 0 }}>
        <span className="brand-name">{t("app.name")}</span>
        <span className="brand-workspace">{overview.data?.workspace.name ?? ""}</span>
      </span>
    </Link>
  );
}

export function SideContent({ withBrand = true }: { readonly withBrand?: boolean }) {
  const { t, f } = useI18n();
  const problems = useQuery(overviewQuery).data?.totals.deadLetters ?? 0;
  return (
    <>
      {withBrand ? <Brand /> : null}
      <nav aria-label={t("app.navigation")}>
        <ul className="side-links">
          {ENTRIES.map(({ to, name, icon: Icon }) => (
            <li key={name}>
              <Link to={to} className="side-link" activeOptions={{ exact: to === "/", includeSearch: false }}>
                <Icon size={20} stroke={1.6} aria-hidden />
                {t(name)}
                {name === "nav.problems" && problems > 0 ? (
                  <span className="side-count numbers">{f.compact(problems)}</span>
                ) : null}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="side-foot">
        <Account />
        <ColorSchemeSwitch />
      </div>
    </>
  );
}

function ColorSchemeSwitch() {
  const { t } = useI18n();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const name = isDark ? t("app.toLight") : t("app.toDark");
  const Icon = isDark ? IconSun : IconMoon;
  return (
    <Tooltip label={name}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={name}
        onClick={() => setColorScheme(isDark ? "light" : "dark")}
      >
        <Icon size={19} stroke={1.6} aria-hidden color="var(--hb-muted)" />
      </ActionIcon>
    </Tooltip>
  );
}

function useSignOut() {
  const { t } = useI18n();
  const notice = useNotice();
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.signOut(),
    onError: (error) => notice(t("app.stillSignedIn", { reason: errorText(t, error) })),
    onSuccess: async () => {
      client.setQueryData(sessionQuery.queryKey, null);
      await navigate({ to: "/sign-in", search: { from: undefined, why: "signed-out" } });
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
}

function Account() {
  const { t } = useI18n();
  const session = useSession();
  const signOut = useSignOut();
  if (session === null) return null;
  const { name } = session.actor;
  return (
    <Menu position="top-start" width={220} withinPortal>
      <Menu.Target>
        <UnstyledButton className="account">
          <span className="account-initials" aria-hidden>
            {initialsOf(name)}
          </span>
          <span style={{ minWidth: 0 }}>
            <span className="account-name">{name}</span>
            <span className="account-role">{t(`role.${session.role}`)}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/settings/account" leftSection={<IconUser size={16} aria-hidden />}>
          {t("settings.account")}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()} leftSection={<IconLogout size={16} aria-hidden />}>
          {t("app.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => /^./u.exec(word ?? "")?.[0] ?? "")
    .join("")
    .toUpperCase();
}
