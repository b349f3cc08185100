import { type Reach, REACH_PARTS, type ReachPart } from "@habitus/contract";
import { Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { reachMembersQuery, reachQuery } from "../../api/definition-queries.ts";
import { type Asked, purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useMay } from "../../ui/use-session.ts";
import "./reach-list.css";

type Channel = Reach["channels"][number];

type ReachListProps = {
  readonly asked: Asked;
  /** It stands in a card that has the title. */
  readonly isCard?: boolean;
};

/** How many of those who meet a definition can be reached on each channel, and why the others cannot. */
export function ReachList({ asked, isCard = false }: ReachListProps) {
  const { t } = useI18n();
  const purposes = useBeside(purposesQuery).data?.purposes;
  const hasChannels = purposes?.some(({ kind }) => kind === "channel") === true;
  const isAsked = hasChannels && asked.definition !== "";
  const { data, isPending } = useBeside({ ...reachQuery(asked), enabled: isAsked });
  if (purposes !== undefined && !hasChannels) return <NoChannels />;
  if (!isAsked) return null;
  return (
    <>
      {isCard ? null : <h3 className="reach-title">{t("reach.title")}</h3>}
      {isPending ? <Skeleton height={40} /> : null}
      <ul className="reach-list">
        {data?.channels.map((channel) => (
          <ChannelRow key={channel.channel} asked={asked} channel={channel} />
        ))}
      </ul>
    </>
  );
}

/** Whoever has no channels would else never hear that there are such figures. */
function NoChannels() {
  const { t } = useI18n();
  const mayAdmin = useMay("admin");
  return (
    <p className="reach-part muted">
      {t("reach.noChannels")} {mayAdmin ? <Link to="/settings/purposes">{t("reach.setUp")}</Link> : null}
    </p>
  );
}

type ChannelRowProps = { readonly asked: Asked; readonly channel: Channel };

function ChannelRow({ asked, channel }: ChannelRowProps) {
  const { t } = useI18n();
  const mayAdmin = useMay("admin");
  const [open, setOpen] = useState<ReachPart | null>(null);
  const { name, address } = channel;
  const parts = REACH_PARTS.filter((part) => part === "reachable" || channel[part] > 0);
  return (
    <li>
      <span className="reach-name">{name}</span>
      {parts.map((part) => (
        <span key={part} className="reach-part" data-part={part}>
          {channel[part] === 0 ? (
            t(`reach.${part}`, { count: 0 })
          ) : (
            <button type="button" className="text-button" onClick={() => setOpen(part)}>
              {t(`reach.${part}`, { count: channel[part] })}
            </button>
          )}
        </span>
      ))}
      {address === null ? (
        <span className="muted reach-part">
          {t("reach.addressUnknown")}{" "}
          {mayAdmin ? <Link to="/settings/purposes">{t("reach.sayAddress")}</Link> : null}
        </span>
      ) : null}
      {open === null ? null : (
        <ReachPeople asked={asked} channel={channel} part={open} onClose={() => setOpen(null)} />
      )}
    </li>
  );
}

type ReachPeopleProps = ChannelRowProps & { readonly part: ReachPart; readonly onClose: () => void };

function ReachPeople({ asked, channel: { channel, name, ...counts }, part, onClose }: ReachPeopleProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(reachMembersQuery(asked, channel, part));
  const describedFor = asked.purpose === "" ? {} : { purposes: [asked.purpose] };
  const title = `${name}: ${t(`reach.${part}`, { count: counts[part] })}`;
  return <PeopleDialog title={title} query={query} describedFor={describedFor} onClose={onClose} />;
}
