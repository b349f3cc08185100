import { useParentMatches } from "@tanstack/react-router";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Loading } from "../ui/notes.tsx";
import { PageHeader } from "../ui/page.tsx";
import { Unreachable } from "../ui/unreachable.tsx";

/** Those of the root and of the frame. */
const ABOVE_A_PAGE = 2;

/** While the code of a page comes. What comes into a page that has its heading already needs none. */
export function PagePending() {
  const { t } = useI18n();
  const above = useParentMatches().length;
  return (
    <>
      {above > ABOVE_A_PAGE ? null : <PageHeader title={t("app.opening")} />}
      <Loading height={320} />
    </>
  );
}

/** While it is not known who is signed in, before the frame stands. */
export function LonePending() {
  const { t } = useI18n();
  return (
    <main>
      <Unreachable />
      <div className="lone-page">
        <PageHeader title={t("app.opening")} />
        <Loading height={320} />
      </div>
    </main>
  );
}
