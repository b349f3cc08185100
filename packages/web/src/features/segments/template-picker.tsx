import type { Template } from "@habitus/contract";
import { TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { templatesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { useSentEvents } from "../builder/vocabulary.ts";
import { TemplateNames } from "./template-names.tsx";
import { renamed, searchTemplates, type Unsent, unsentOf } from "./templates.ts";

type TemplatePickerProps = {
  readonly onPick: (template: Template, sentence: string) => void;
  /** What somebody wrote, to look for until they search by themselves. */
  readonly wish?: string;
};

/** Most people begin with where somebody stands on their way. */
const FIRST = "lifecycle";

type Asked = { readonly template: Template; readonly unsent: readonly Unsent[] };

/**
 * What a segment may be for. Choosing one fills in the sentence and says why; where it names events that nobody has sent, after somebody
 * has said what they are called here.
 */
export function TemplatePicker({ onPick, wish }: TemplatePickerProps) {
  const sent = useSentEvents();
  const [asked, setAsked] = useState<Asked | null>(null);
  const choose = (template: Template) => {
    const unsent = unsentOf(template.definition, sent);
    if (unsent.length === 0) onPick(template, template.definition);
    else setAsked({ template, unsent });
  };
  if (asked === null) return <TemplateChoice onChoose={choose} {...(wish === undefined ? {} : { wish })} />;
  const { template, unsent } = asked;
  return (
    <TemplateNames
      name={template.name}
      unsent={unsent}
      sent={sent}
      onBack={() => setAsked(null)}
      onConfirm={(names) => {
        setAsked(null);
        onPick(
          template,
          renamed(template.definition, (usual) => names.get(usual) ?? usual),
        );
      }}
    />
  );
}

type TemplateChoiceProps = Pick<TemplatePickerProps, "wish"> & {
  readonly onChoose: (template: Template) => void;
};

function TemplateChoice({ onChoose, wish = "" }: TemplateChoiceProps) {
  const { t } = useI18n();
  const query = useQuery(templatesQuery);
  const [typed, setSearch] = useState<string | null>(null);
  const search = typed ?? wish;
  const [chosen, setChosen] = useState<string | null>(null);
  const all = query.data?.templates ?? [];
  const families = [...new Set(all.map(({ family }) => family))];
  const shown = chosen ?? families.find((family) => family === FIRST) ?? families[0];
  const isSearched = search.trim() !== "";
  const found = isSearched ? searchTemplates(all, search) : all.filter(({ family }) => family === shown);
  return (
    <div className="templates">
      <h3>{t("templates.title")}</h3>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      <TextInput
        mb="sm"
        aria-label={t("templates.search")}
        placeholder={t("templates.search")}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <fieldset className="template-families">
        <legend className="visually-hidden">{t("templates.families")}</legend>
        {families.map((family) => (
          <button
            key={family}
            type="button"
            aria-pressed={!isSearched && family === shown}
            onClick={() => {
              setChosen(family);
              setSearch("");
            }}
          >
            {family}
          </button>
        ))}
      </fieldset>
      <ul>
        {found.map((template) => (
          <li key={template.key}>
            <UnstyledButton className="template" onClick={() => onChoose(template)}>
              <span className="template-name">{template.name}</span>
              <span className="template-goal">{template.about}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {isSearched && found.length === 0 ? <p className="muted plain">{t("templates.noneFound")}</p> : null}
    </div>
  );
}
