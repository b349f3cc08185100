import { useI18n } from "../i18n/use-i18n.tsx";

type FigureButtonProps = {
  readonly count: number;
  readonly label: string;
  readonly onOpen: () => void;
  /** Before a number above 0. */
  readonly sign?: string;
  /** The number with the words around it, where it does not stand alone; the label begins with them. */
  readonly text?: string;
};

/** A number of people that opens who they are. */
export function FigureButton({ count, label, onOpen, sign = "", text }: FigureButtonProps) {
  const { f } = useI18n();
  if (count === 0) return <span className="numbers">{text ?? f.number(0)}</span>;
  return (
    <button type="button" className="text-button numbers" aria-label={label} onClick={onOpen}>
      {text ?? `${sign}${f.number(count)}`}
    </button>
  );
}
