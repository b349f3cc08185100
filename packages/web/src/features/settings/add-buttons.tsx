import { Button, Group } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";

type AddButtonsProps = {
  /** The words on the two. */
  readonly file: string;
  readonly one: string;
  readonly onOpen: (open: "new" | "file") => void;
};

/** Adds one by hand, or many from a file. */
export function AddButtons({ file, one, onOpen }: AddButtonsProps) {
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden />}
        onClick={() => onOpen("file")}
      >
        {file}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onOpen("new")}
      >
        {one}
      </Button>
    </Group>
  );
}
