import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useI18n } from "../i18n/use-i18n.tsx";
import "./code-block.css";

export function CodeBlock({ code, label }: { readonly code: string; readonly label: string }) {
  return (
    <div className="code-block">
      {/* Long lines scroll, so the block must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role */}
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
}

export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useI18n();
  const { copy, copied } = useClipboard();
  const name = copied ? t("common.copied") : t("common.copy");
  return (
    <Tooltip label={name}>
      <ActionIcon variant="default" onClick={() => copy(text)} aria-label={name}>
        {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
