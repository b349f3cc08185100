import type { PatternsRequest } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";

/** A figure of a day as it is measured: a share, or a number of which the mean may be a part. */
export function usePatternFigure({ measure }: PatternsRequest): (figure: number) => string {
  const { f } = useI18n();
  return measure === "share" ? f.percent : (figure) => f.number(rounded(figure));
}

/** To tenths; what they would show as nothing keeps its first digit. */
function rounded(figure: number): number {
  const tenths = Math.round(figure * 10) / 10;
  return tenths === 0 ? Number(figure.toPrecision(1)) : tenths;
}
