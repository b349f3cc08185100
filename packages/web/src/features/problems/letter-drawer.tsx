import type { DeadLetter } from "@habitus/contract";
import { Button, Drawer, Group, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { deadLetterQuery, overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Facts } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { useFocusGivenBack } from "../../ui/use-focus-given-back.ts";
import { prettyJson } from "./pretty-json.ts";

export function LetterDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useI18n();
  const letter = useQuery(deadLetterQuery(id));
  useFocusGivenBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t("problems.open")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {letter.isPending ? <Loading /> : null}
      {letter.isError ? <Failure error={letter.error} retry={() => void letter.refetch()} /> : null}
      {letter.data === undefined ? null : <Letter letter={letter.data} onClose={onClose} />}
    </Drawer>
  );
}

function Letter({ letter, onClose }: { readonly letter: DeadLetter; readonly onClose: () => void }) {
  const { t, f } = useI18n();
  const mayChange = useMay("editor");
  return (
    <div className="stack">
      <Note tone="warn" title={letter.reason.replaceAll("_", " ")}>
        {letter.detail}
      </Note>
      <Facts
        items={[
          [t("problems.col.when"), f.dateTime(letter.receivedAt)],
          [t("problems.col.source"), letter.source],
          ...(letter.path === "" ? [] : [[t("problems.path"), letter.path] as const]),
          [t("problems.payload"), t("problems.chars", { count: letter.chars })],
        ]}
      />
      <CodeBlock label={t("problems.payload")} code={prettyJson(letter.payload)} />
      {mayChange ? <Actions letter={letter} onClose={onClose} /> : null}
    </div>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function useLetterActions(id: string, onDeleted: () => void) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["dead-letters"] }),
      client.invalidateQueries({ queryKey: overviewQuery.queryKey }),
    ]);
  const replay = useMutation({
    mutationFn: (payload: string | null) =>
      api.replayDeadLetter({ params: { id }, body: payload === null ? {} : { payload } }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => api.deleteDeadLetter({ params: { id } }),
    onSuccess: async () => {
      notice(t("problems.deleted"));
      onDeleted();
      client.removeQueries({ queryKey: deadLetterQuery(id).queryKey });
      await refresh();
    },
  });
  return { replay, remove };
}

function Actions({ letter, onClose }: { readonly letter: DeadLetter; readonly onClose: () => void }) {
  const { t } = useI18n();
  const [asking, dialog] = useDisclosure(false);
  const { replay, remove } = useLetterActions(letter.id, onClose);
  const [edited, setEdited] = useState<string | null>(null);
  const isWrong = edited !== null && !isJson(edited);
  return (
    <>
      {replay.isError ? <Failure error={replay.error} /> : null}
      {replay.data === undefined ? null : (
        <Note tone={replay.data.rejected.length > 0 ? "bad" : "plain"}>
          <div>{t("problems.accepted", { count: replay.data.accepted })}</div>
          {replay.data.dropped.map(({ reason, detail, count }) => (
            <div key={reason}>
              {t("problems.passedOver", { count })} <span className="muted">{detail}</span>
            </div>
          ))}
          {replay.data.rejected.length === 0 ? null : (
            <div>{t("problems.stillRefused", { count: replay.data.rejected.length })}</div>
          )}
          {replay.data.rejected.map(({ reason, detail }, index) => (
            <div key={`${reason} ${index}`} className="muted">
              {detail}
            </div>
          ))}
        </Note>
      )}
      {edited === null ? null : (
        <Textarea
          label={t("problems.edited")}
          description={t("problems.editedNote")}
          error={isWrong ? t("problems.notJson") : null}
          autosize
          minRows={6}
          maxRows={24}
          classNames={{ input: "code" }}
          value={edited}
          onChange={(event) => setEdited(event.currentTarget.value)}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={dialog.open}>
          {t("problems.delete")}
        </Button>
        {edited === null ? (
          <Button variant="default" onClick={() => setEdited(prettyJson(letter.payload))}>
            {t("problems.edit")}
          </Button>
        ) : null}
        <Button disabled={isWrong} loading={replay.isPending} onClick={() => replay.mutate(edited)}>
          {t("problems.replay")}
        </Button>
      </Group>
      <Confirm
        opened={asking}
        title={t("problems.deleteTitle")}
        text={t("problems.deleteText")}
        action={t("problems.delete")}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={dialog.close}
      />
    </>
  );
}
