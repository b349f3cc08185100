import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { setupQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Logo } from "../../ui/logo.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Unreachable } from "../../ui/unreachable.tsx";
import { SetupForm } from "./setup-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useEntered } from "./use-entered.ts";
import "./access.css";

const route = getRouteApi("/sign-in");

/** Signing in, or making the first account while there is none. */
export function SignInPage() {
  const { t } = useI18n();
  const { why } = route.useSearch();
  const setup = useQuery(setupQuery);
  const entered = useEntered();
  const needsAdmin = setup.data?.needsAdmin === true;
  const title = needsAdmin ? t("setup.title") : t("signIn.title");
  return (
    <div className="access">
      <title>{t("app.title", { page: title })}</title>
      <Pitch />
      <main className="access-main">
        <div className="access-form">
          <h1 tabIndex={-1}>{title}</h1>
          <p className="page-lead">{needsAdmin ? t("setup.lead") : t("signIn.lead")}</p>
          {why === "expired" ? <Note tone="warn">{t("signIn.expired")}</Note> : null}
          {why === "signed-out" ? <Note>{t("signIn.signedOut")}</Note> : null}
          <Unreachable />
          {setup.isPending ? <Loading /> : null}
          {setup.isError ? <Failure error={setup.error} retry={() => void setup.refetch()} /> : null}
          {setup.data === undefined ? null : needsAdmin ? (
            <SetupForm onDone={entered} />
          ) : (
            <SignInForm onDone={entered} />
          )}
        </div>
      </main>
    </div>
  );
}

function Pitch() {
  const { t } = useI18n();
  return (
    <aside className="access-pitch">
      <div className="access-brand">
        <Logo size={38} />
        {t("app.name")}
      </div>
      <div>
        <p className="access-claim">{t("pitch.title")}</p>
        <ul>
          <li>{t("pitch.one")}</li>
          <li>{t("pitch.two")}</li>
          <li>{t("pitch.three")}</li>
        </ul>
      </div>
    </aside>
  );
}
