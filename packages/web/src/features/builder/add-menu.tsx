import { Button, Menu } from "@mantine/core";
import { IconFolderPlus, IconPlus, IconUserMinus } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { addExclusion, addRow, groupRow, leafRow, type RowsEdit, type Target } from "./edit-rows.ts";
import { useEditorContext } from "./editor-context.ts";
import { allRows, type LeafCondition, type Rows } from "./rows.ts";
import { CONDITIONS, ROW_GROUPS } from "./specs/conditions.ts";

/** The last row that was not there before: the innermost new one. */
function newest(before: Rows, after: Rows): string | null {
  const known = new Set(allRows(before.rows).map(({ id }) => id));
  return allRows(after.rows).findLast(({ id }) => !known.has(id))?.id ?? null;
}

export function AddMenu({ target }: { readonly target: Target }) {
  const { t } = useI18n();
  const { dispatch } = useEditorContext();
  const add = (edit: RowsEdit) => dispatch({ do: "edit rows", edit, focus: newest });
  const addLeaf = (condition: LeafCondition) =>
    add((rows, ids) => addRow(leafRow(condition, ids), target)(rows, ids));
  const blank = CONDITIONS.did.blank;
  return (
    <Menu position="bottom-start" width={330} returnFocus={false} shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-md"
          className="b-add-row"
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          {t("b.addCondition")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={440} style={{ overflowY: "auto" }}>
        {ROW_GROUPS.map((group) => (
          <div key={group}>
            <Menu.Label>{t(`b.group.${group}`)}</Menu.Label>
            {Object.values(CONDITIONS)
              .filter((spec) => spec.group === group)
              .map((spec) => (
                <Menu.Item key={spec.name} onClick={() => addLeaf(spec.blank)}>
                  <span className="b-menu-name">{t(spec.name)}</span>
                  <span className="b-menu-example">{t(spec.example)}</span>
                </Menu.Item>
              ))}
          </div>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconFolderPlus size={18} aria-hidden />}
          onClick={() =>
            add((rows, ids) =>
              addRow(groupRow("or", 0, [leafRow(blank, ids), leafRow(blank, ids)], ids), target)(rows, ids),
            )
          }
        >
          <span className="b-menu-name">{t("b.addGroup")}</span>
          <span className="b-menu-example">{t("b.addGroup.example")}</span>
        </Menu.Item>
        {target === null ? (
          <Menu.Item
            leftSection={<IconUserMinus size={18} aria-hidden />}
            onClick={() => add((rows, ids) => addExclusion(leafRow(blank, ids))(rows, ids))}
          >
            <span className="b-menu-name">{t("b.exclude")}</span>
            <span className="b-menu-example">{t("b.exclude.example")}</span>
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
