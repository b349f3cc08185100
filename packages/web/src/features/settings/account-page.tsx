import { LIMITS } from "@habitus/contract";
import { PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useSession } from "../../ui/use-session.ts";

export function AccountPage() {
  const { t } = useI18n();
  const notice = useNotice();
  const session = useSession();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => api.changePassword({ body: { current, next } }),
    onSuccess: () => {
      notice(t("account.changed"));
      setCurrent("");
      setNext("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card
      title={t("account.password")}
      lead={`${t("app.signedInAs", { name: session?.actor.name ?? "" })} · ${session?.email ?? ""}`}
    >
      <form onSubmit={submit} className="stack settings-form">
        <PasswordInput
          label={t("account.current")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("account.next")}
          description={t("setup.passwordNote", { min: LIMITS.passwordMin })}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={LIMITS.passwordMin}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <FormFoot says={t("account.change")} error={change.error} isPending={change.isPending} />
      </form>
    </Card>
  );
}
