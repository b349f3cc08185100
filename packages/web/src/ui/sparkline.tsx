import { sparkPath } from "./sparkline-path.ts";

const BOX = { width: 120, height: 36, inset: 4 };

/** The shape of a series; `label` says it in words. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const spark = sparkPath(values, BOX);
  if (spark === null) return null;
  const [x, y] = spark.end;
  return (
    <>
      <span className="visually-hidden">{label}</span>
      <svg width={BOX.width} height={BOX.height} viewBox={`0 0 ${BOX.width} ${BOX.height}`} aria-hidden>
        <path d={spark.area} fill="var(--hb-accent)" opacity={0.1} />
        <path
          d={spark.line}
          fill="none"
          stroke="var(--hb-accent)"
          strokeWidth={1.75}
          strokeLinejoin="round"
        />
        <circle cx={x} cy={y} r={2.75} fill="var(--hb-accent)" />
      </svg>
    </>
  );
}
