import type { Template } from "@habitus/contract";
import { TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { templatesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSentEvents } from "../builder/vocabulary.ts";
import { TemplateNames } from "./template-names.tsx";
import { TemplateNeeds } from "./template-needs.tsx";
import { lackingOf } from "./template-recipes.ts";
import { renamed, searchTemplates, type Unsent, unsentOf } from "./templates.ts";

type TemplatePickerProps = {
  readonly onPick: (template: Template, sentence: string) => void;
  /** What somebody wrote, to look for until they search by themselves. */
  readonly wish?: string;
};

/** Most people begin with where somebody stands on their way. */
const FIRST = "lifecycle";

/** What is asked before a template is taken: without `unsent` for what it needs. */
type Asked = { readonly template: Template; readonly unsent: readonly Unsent[] | null };

/**
 * What a segment may be for. Choosing one fills in the sentence and says why; where it needs a model, a rating or a survey that is not
 * there after that is made, and where it names events that nobody has sent, after somebody has said what they are called here.
 */
export function TemplatePicker({ onPick, wish }: TemplatePickerProps) {
  const sent = useSentEvents();
  const known = useBeside(templatesQuery).data?.templates ?? [];
  const [asked, setAsked] = useState<Asked | null>(null);
  const take = (template: Template) => {
    const unsent = unsentOf(template.definition, sent);
    setAsked(unsent.length === 0 ? null : { template, unsent });
    if (unsent.length === 0) onPick(template, template.definition);
  };
  const choose = (template: Template) => {
    if (lackingOf(template).length === 0) take(template);
    else setAsked({ template, unsent: null });
  };
  if (asked === null) return <TemplateChoice onChoose={choose} {...(wish === undefined ? {} : { wish })} />;
  const { template, unsent } = asked;
  if (unsent === null) {
    const present = known.find(({ key }) => key === template.key) ?? template;
    return <TemplateNeeds template={present} onTake={() => take(present)} onBack={() => setAsked(null)} />;
  }
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
              <Lacking template={template} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {isSearched && found.length === 0 ? <p className="muted plain">{t("templates.noneFound")}</p> : null}
    </div>
  );
}

function Lacking({ template }: { readonly template: Template }) {
  const { t } = useI18n();
  const [first] = lackingOf(template);
  if (first === undefined) return null;
  const { kind, key, state } = first;
  const says = state === "untold" ? t("templates.untold") : t(`templates.needs.${kind}`, { key });
  return <span className="template-needs">{says}</span>;
}
