import { UnstyledButton } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useEventNames } from "../builder/vocabulary.ts";
import { fillTemplate, type Template, TEMPLATES } from "./templates.ts";

type TemplatePickerProps = { readonly onPick: (template: Template, sentence: string) => void };

/** What a segment may be for. Choosing one fills in the sentence and says why. */
export function TemplatePicker({ onPick }: TemplatePickerProps) {
  const { t } = useI18n();
  const names = useEventNames().map(({ name }) => name);
  return (
    <div className="templates">
      <h3>{t("templates.title")}</h3>
      <ul>
        {TEMPLATES.map((template) => (
          <li key={template.key}>
            <UnstyledButton
              className="template"
              onClick={() => onPick(template, fillTemplate(template.text, names))}
            >
              <span className="template-name">{t(`template.${template.key}.name`)}</span>
              <span className="template-goal">{t(`template.${template.key}.goal`)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
