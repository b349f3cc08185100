import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { sessionQuery } from "../../api/queries.ts";
import { type AskedTransitions, isAsked, transitionsQuery } from "../../api/transition-queries.ts";
import { useStream } from "../../api/use-stream.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { dayText } from "../../ui/local-time.ts";

/** Thousands a second are counted on the page in a few strokes a second. */
const STROKE_MS = 200;

/**
 * How many were told since a list was read, and a way to read it anew with them.
 * @param head What the list says was the newest of all; undefined until it is there.
 */
export function useNewTransitions(asked: AskedTransitions, head: string | undefined) {
  const client = useQueryClient();
  const { f } = useI18n();
  const name = head === undefined ? null : JSON.stringify([asked, head]);
  const [news, setNews] = useState({ name, count: 0 });
  /** Of one list: how many came, and where a stream that was lost goes on. */
  const arrived = useRef({ name, count: 0, after: head });
  useStream({
    name,
    open(signal) {
      if (arrived.current.name !== name) arrived.current = { name, count: 0, after: head };
      const { after } = arrived.current;
      const query = { segment: asked.segment, ...(after === undefined ? {} : { after }) };
      return api.streamTransitions({ query }, { signal });
    },
    onItem({ data }) {
      arrived.current.after = String(data.seq);
      if (isAsked(asked, data, (at) => dayText(Date.parse(at), f.zone))) arrived.current.count += 1;
    },
    onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  const stroke = useEffectEvent(() => {
    const { name: of, count } = arrived.current;
    if (of === name && (news.name !== of || news.count !== count)) setNews({ name: of, count });
  });
  useEffect(() => {
    const timer = setInterval(() => stroke(), STROKE_MS);
    return () => clearInterval(timer);
  }, []);
  return {
    count: news.name === name ? news.count : 0,
    show() {
      const { queryKey } = transitionsQuery(asked);
      // Only the first page is read anew; those behind it come again when they are in sight.
      client.setQueryData(queryKey, (known) =>
        known === undefined
          ? undefined
          : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
      );
      void client.invalidateQueries({ queryKey });
      void client.invalidateQueries({ queryKey: ["segments", "movements", asked.segment] });
    },
  };
}
