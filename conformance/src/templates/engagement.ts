import type { JsonObject } from "@habitus/kernel";
import {
  ago,
  at,
  did,
  inside,
  outside,
  type PlantedFamily,
  planted,
  ranks,
  scored,
  upTo,
} from "./planted.ts";

const many = (name: string, count: number, properties: JsonObject = {}) =>
  did(
    name,
    upTo(count).map((day) => ago(day + 1)),
    properties,
  );

const MAIL = { channel: "email" };
const PUSH = { channel: "push" };
const got = (count: number, channel: JsonObject) => many("Message Delivered", count, channel);
const read = (count: number, channel: JsonObject) => many("Message Opened", count, channel);
const byMachine = (count: number) => many("Message Opened", count, { ...MAIL, machine: true });
/** Noon of the first so many of the seven days before today. */
const opened = (count: number) =>
  did(
    "Application Opened",
    upTo(count).map((day) => ago(7 - day)),
  );

const mostOf = (key: string) =>
  planted(
    ranks(10, [9, 10], (rank) => scored(`engagement.${key}`, rank / 2)),
    outside("who has no points", many("Application Opened", 3)),
  );
const fading = (key: string) =>
  planted(
    inside("half is left", scored(`engagement.${key}.trend`, 50)),
    outside("a little more than half", scored(`engagement.${key}.trend`, 50.001)),
    outside("half of another channel", scored("engagement.total.trend", 10)),
    outside("new, so that there was nothing four weeks ago", scored(`engagement.${key}`, 9)),
  );

export const ENGAGEMENT: PlantedFamily = {
  "engaged-by-email": mostOf("email"),
  "engaged-in-app": mostOf("app"),
  "fading-by-email": fading("email"),
  "fading-in-app": fading("app"),
  "answers-by-mail": planted(
    inside("just within the year", did("Direct Mail Responded", ago(365, 1))),
    outside("a year ago", did("Direct Mail Responded", ago(365))),
  ),
  "clicks-never-buys": planted(
    inside("three clicks, an order 30 days ago", many("Message Clicked", 3), did("Order Completed", ago(30))),
    outside("an order since", many("Message Clicked", 3), did("Order Completed", ago(30, 1))),
    outside(
      "a scanner clicked the third",
      many("Message Clicked", 2),
      many("Message Clicked", 1, { machine: true }),
    ),
  ),
  daily: planted(
    inside(
      "on all seven days, first at midnight",
      opened(7).slice(1),
      did("Application Opened", at("2026-06-03")),
    ),
    outside(
      "a millisecond before the first of them, and today",
      opened(7).slice(1),
      did("Application Opened", [at("2026-06-02T23:59:59.999Z"), ago(0)]),
    ),
  ),
  "every-other-day": planted(
    inside("on four days", opened(4)),
    inside("on six days", opened(6)),
    outside("on three days and today", opened(3), did("Application Opened", ago(0))),
    outside("on seven days", opened(7)),
  ),
  follows: planted(
    inside("follows, never ordered", did("Social Profile Followed", ago(365, 1))),
    outside("since a year ago", did("Social Profile Followed", ago(365))),
    outside("ordered once", did("Social Profile Followed", ago(1)), did("Order Completed", ago(900))),
  ),
  "ignores-email": planted(
    inside("ten e-mails, one opened by a proxy", got(10, MAIL), byMachine(1)),
    outside("nine e-mails", got(9, MAIL), got(5, PUSH)),
    outside("opened one", got(10, MAIL), did("Message Opened", ago(90, 1), MAIL)),
  ),
  "reads-email": planted(
    inside("three of ten", got(10, MAIL), read(3, MAIL)),
    outside("three of eleven", got(11, MAIL), read(3, MAIL)),
    outside("two of ten, the others by a proxy", got(10, MAIL), read(2, MAIL), byMachine(5)),
  ),
  "taps-push": planted(
    inside("one of five", got(5, PUSH), read(1, PUSH)),
    outside("one of six", got(6, PUSH), read(1, PUSH)),
    outside("none of five, but an e-mail", got(5, PUSH), read(3, MAIL)),
  ),
};
