import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { overviewQuery } from "../api/queries.ts";
import { I18nProvider, useI18n } from "../i18n/use-i18n.tsx";
import { BesideFailures, StaleFailures } from "../ui/beside-failures.tsx";
import { Banners } from "./banners.tsx";
import { Brand, SideContent } from "./side.tsx";
import "./frame.css";

/** What stands around every page: navigation, banners, the workspace's zone. */
export function Frame() {
  const overview = useQuery(overviewQuery);
  const zone = overview.data?.workspace.zone ?? "UTC";
  return (
    <I18nProvider zone={zone}>
      <FrameContent />
    </I18nProvider>
  );
}

function FrameContent() {
  const { t } = useI18n();
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {t("app.skip")}
      </a>
      <aside className="side">
        <SideContent />
      </aside>
      <TopBar />
      <div className="frame-main">
        <Banners />
        <main className="content" id="content" tabIndex={-1}>
          <div className="stack beside-failures">
            <BesideFailures />
            <StaleFailures />
          </div>
          <Outlet />
        </main>
      </div>
    </div>
  );
}

/** On a phone: the brand and a button that opens the navigation. */
function TopBar() {
  const { t } = useI18n();
  const { pathname } = useLocation();
  const [opened, menu] = useDisclosure(false);
  const { close } = menu;
  useEffect(() => close(), [pathname, close]);
  return (
    <header className="topbar">
      <Brand />
      <Burger opened={opened} onClick={menu.open} aria-label={t("app.openMenu")} size="sm" />
      <Drawer
        opened={opened}
        onClose={close}
        title={<Brand />}
        size="xs"
        closeButtonProps={{ "aria-label": t("app.closeMenu") }}
      >
        <div className="side drawer-side">
          <SideContent withBrand={false} />
        </div>
      </Drawer>
    </header>
  );
}
