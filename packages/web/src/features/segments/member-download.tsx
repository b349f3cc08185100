import { type MemberColumn, type Segment, writeColumns } from "@habitus/contract";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useBeside } from "../../ui/use-beside.ts";

type MemberDownloadProps = { readonly segment: Segment; readonly columns: readonly MemberColumn[] };

/** Everybody with the columns that are chosen, or only who may be reached on a channel. */
export function MemberDownload({ segment, columns }: MemberDownloadProps) {
  const { t } = useI18n();
  const { data, isPending } = useBeside(purposesQuery);
  const icon = <IconDownload size={16} aria-hidden />;
  // A plain download before the channels are known could be taken for that of who may be reached.
  if (data === undefined) {
    return (
      <Button variant="default" leftSection={icon} disabled loading={isPending}>
        {t("export.start")}
      </Button>
    );
  }
  const channels = data.purposes.filter(({ kind }) => kind === "channel");
  const everybody = fileOf(segment, columns, null);
  if (channels.length === 0) {
    return (
      <Button component="a" href={everybody} download variant="default" leftSection={icon}>
        {t("export.start")}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={icon} rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t("export.start")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={everybody} download>
          {t("export.everybody")}
        </Menu.Item>
        {channels.map(({ key, name }) => (
          <Menu.Item key={key} component="a" href={fileOf(segment, columns, key)} download>
            {t("export.channel", { channel: name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function fileOf(segment: Segment, columns: readonly MemberColumn[], channel: string | null): string {
  const asked = {
    ...(columns.length === 0 ? {} : { columns: writeColumns(columns) }),
    ...(channel === null ? {} : { channel }),
  };
  const query = new URLSearchParams(asked).toString();
  return `/api/segments/${segment.key}/members/csv${query === "" ? "" : `?${query}`}`;
}
