import type { Person } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { accountLabel } from "./account-label.ts";
import "./accounts.css";

/** The accounts a person belongs to; nothing where there are none. */
export function AccountsOf({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  if (person.accounts.length === 0) return null;
  return (
    <Card title={t("accounts.title")}>
      <ul className="account-links">
        {person.accounts.map((account) => (
          <li key={account.id}>
            <Link to="/accounts/$id" params={{ id: account.id }}>
              {accountLabel(account)}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
