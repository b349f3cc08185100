import { ApiError } from "@habitus/contract";
import { IconCompassOff } from "@tabler/icons-react";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Failure } from "../ui/notes.tsx";
import { PageHeader } from "../ui/page.tsx";

export function PageFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useI18n();
  const router = useRouter();
  const retry = () => {
    // What was not asked of the server is code that did not come, or is wrong: only a page that begins anew has other code.
    if (!(error instanceof ApiError)) return window.location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <div className="lone-page">
      <PageHeader title={t("failure.page")} />
      <Failure error={error} retry={retry} />
    </div>
  );
}

/** For a failure before the frame stands. */
export function LoneFailure(props: ErrorComponentProps) {
  return (
    <main>
      <PageFailure {...props} />
    </main>
  );
}

export function NotFoundPage() {
  const { t } = useI18n();
  return (
    <div className="lone-page">
      <PageHeader title={t("failure.notFound")} />
      <Empty
        icon={IconCompassOff}
        title={t("failure.notFoundText")}
        actions={<LinkButton to="/">{t("failure.toHome")}</LinkButton>}
      />
    </div>
  );
}
