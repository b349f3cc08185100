import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconIndentDecrease,
  IconIndentIncrease,
  IconTrash,
  type TablerIcon,
} from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import {
  duplicateRow,
  indentRow,
  moveRow,
  neighbourOf,
  outdentRow,
  removeRow,
  type RowsEdit,
} from "./edit-rows.ts";
import { Said } from "../../ui/said.tsx";
import { useEditorContext } from "./editor-context.ts";
import { FigureCell } from "./figure-cell.tsx";
import type { Row } from "./rows.ts";
import type { Word } from "./words.ts";

type RowFrameProps = {
  readonly row: Row;
  readonly index: number;
  readonly total: number;
  /** The word before it; null for the first of its group. */
  readonly joinedBy: string | null;
  readonly isNested: boolean;
  readonly children: ReactNode;
};

type Move = "up" | "down" | "in" | "out" | "copy" | "remove";

const EDITS: Readonly<Record<Move, (id: string) => RowsEdit>> = {
  up: (id) => moveRow(id, -1),
  down: (id) => moveRow(id, 1),
  in: indentRow,
  out: outdentRow,
  copy: duplicateRow,
  remove: removeRow,
};

const KEYS: Readonly<Record<string, Move>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowRight: "in",
  ArrowLeft: "out",
  Delete: "remove",
  Backspace: "remove",
};

/** What every line has around it: the joining word, how many people it holds for, and how to move it. */
export function RowFrame({ row, index, total, joinedBy, isNested, children }: RowFrameProps) {
  const { t } = useI18n();
  const { dispatch, problems, focus } = useEditorContext();
  const frame = useRef<HTMLLIElement>(null);
  const { id } = row;
  const wish = focus?.row === id ? focus.turn : null;
  useEffect(() => {
    if (wish !== null) focusFirst(frame.current);
  }, [wish]);
  const can = (move: Move): boolean => {
    if (move === "up") return index > 0 || isNested;
    if (move === "down") return index < total - 1 || isNested;
    if (move === "in") return index > 0;
    return move === "out" ? isNested : true;
  };
  const act = (move: Move) => {
    if (!can(move)) return;
    dispatch({
      do: "edit rows",
      edit: EDITS[move](id),
      focus: (before) => (move === "remove" ? neighbourOf(before, id) : id),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.altKey && !event.ctrlKey && !event.metaKey ? KEYS[event.key] : undefined;
    if (move === undefined || !(event.target instanceof Element)) return;
    // A line inside a group answers for itself; a field with keys of its own does not get to see these.
    if (event.target.closest("[data-row]") !== frame.current) return;
    event.preventDefault();
    event.stopPropagation();
    act(move);
  };
  const found = problems.get(id) ?? [];
  return (
    // The keys work wherever inside the line the keyboard stands.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      ref={frame}
      className="b-row"
      data-kind={row.kind}
      data-row={id}
      aria-label={t("builder.moved", { number: index + 1, total })}
      onKeyDownCapture={onKeyDown}
    >
      {joinedBy === null ? null : <div className="b-joiner">{joinedBy}</div>}
      <div className="b-row-box">
        <div className="b-row-body">
          {children}
          <FigureCell row={row} />
          {found.map(({ message }) => (
            <p key={message} className="b-problem">
              <Said text={message} />
            </p>
          ))}
        </div>
        <RowMenu can={can} act={act} />
      </div>
    </li>
  );
}

function focusFirst(frame: HTMLElement | null): void {
  const controls = frame?.querySelectorAll<HTMLElement>("input, select, button") ?? [];
  const list = [...controls];
  // An empty name is what a new line needs first.
  const empty = list.find((control) => control instanceof HTMLInputElement && control.value === "");
  (empty ?? list[0])?.focus();
  frame?.scrollIntoView({ block: "nearest" });
}

const ITEMS: readonly (readonly [move: Move, word: Word, icon: TablerIcon])[] = [
  ["up", "b.moveUp", IconArrowUp],
  ["down", "b.moveDown", IconArrowDown],
  ["in", "b.indent", IconIndentIncrease],
  ["out", "b.outdent", IconIndentDecrease],
  ["copy", "b.duplicate", IconCopy],
  ["remove", "b.remove", IconTrash],
];

type RowMenuProps = { readonly can: (move: Move) => boolean; readonly act: (move: Move) => void };

function RowMenu({ can, act }: RowMenuProps) {
  const { t } = useI18n();
  return (
    <Menu position="bottom-end" width={250} returnFocus={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" className="b-menu" aria-label={t("b.more")}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(([move, word, Icon]) => (
          <Menu.Item
            key={move}
            disabled={!can(move)}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => act(move)}
          >
            {t(word)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
