import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChipSelect, Words } from "./controls.tsx";
import { setCondition, setNots } from "./edit-rows.ts";
import { useEditorContext } from "./editor-context.ts";
import { forgotten, remembered } from "./held.ts";
import { NO_SCOPE } from "./part-props.ts";
import { Parts } from "./parts.tsx";
import type { LeafCondition, LeafRow } from "./rows.ts";
import { CONDITIONS } from "./specs/conditions.ts";
import type { AnyRecord } from "./specs/spec.ts";

/** One condition as a sentence of words and controls. */
export function LeafLine({ row }: { readonly row: LeafRow }) {
  const { t } = useI18n();
  const { dispatch } = useEditorContext();
  const { id, nots, condition } = row;
  const spec = CONDITIONS[condition.kind];
  const negated = nots % 2 === 1;
  const set = (next: AnyRecord, field: string) =>
    dispatch({ do: "edit rows", edit: setCondition(id, remembered<LeafCondition>(next)), field });
  return (
    <div className="b-line">
      {spec.leadNot === null ? (
        <Words>{t(spec.lead)}</Words>
      ) : (
        <ChipSelect
          label={t("b.lead")}
          value={negated ? "no" : "yes"}
          options={[
            { value: "yes", label: t(spec.lead) },
            { value: "no", label: t(spec.leadNot) },
          ]}
          onChange={(said) =>
            dispatch({ do: "edit rows", edit: setNots(id, said === "no" ? 1 : 0), field: `${id}/not` })
          }
        />
      )}
      <Parts
        {...forgotten(spec.parts, condition)}
        scope={NO_SCOPE}
        at={id}
        onChange={set}
        {...(spec.leadNot === null
          ? {
              negation: {
                negated,
                change: (next, isNot, field) =>
                  dispatch({
                    do: "edit rows",
                    field,
                    edit: (rows, ids) =>
                      setNots(id, isNot === negated ? nots : isNot ? 1 : 0)(
                        setCondition(id, remembered<LeafCondition>(next))(rows, ids),
                        ids,
                      ),
                  }),
              },
            }
          : {})}
      />
      {nots > 1 ? <Words>{t("builder.timesNot", { count: nots })}</Words> : null}
    </div>
  );
}
