import { ago, did, has, inside, outside, type PlantedFamily, planted } from "./planted.ts";

export const BASICS: PlantedFamily = {
  "new-people": planted(
    inside("the first just within 30 days", did("Page Viewed", ago(30, 1)), did("Feature Used", ago(1))),
    outside("the first 30 days ago", did("Page Viewed", ago(30)), did("Feature Used", ago(1))),
    outside("never did anything", has("plan", "free")),
    inside("was written to long before", did("Message Delivered", ago(60)), did("Page Viewed", ago(2))),
  ),
  "active-people": planted(
    inside("anything just within 30 days", did("Feature Used", ago(30, 1))),
    outside("the last 30 days ago", did("Page Viewed", ago(30))),
    outside("was only written to since", did("Page Viewed", ago(50)), did("Message Delivered", ago(1))),
    outside("never did anything", has("plan", "free")),
  ),
  "lapsing-people": planted(
    inside("the last 30 days ago", did("Page Viewed", ago(30))),
    inside("was only written to since", did("Page Viewed", ago(50)), did("Message Delivered", ago(1))),
    inside("the last just within 90 days", did("Feature Used", ago(90, 1))),
    outside("the last just within 30 days", did("Page Viewed", ago(50)), did("Feature Used", ago(30, 1))),
    outside("the last 90 days ago", did("Page Viewed", ago(90))),
  ),
};
