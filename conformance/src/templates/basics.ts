import { ago, did, has, inside, outside, type PlantedFamily, planted } from "./planted.ts";

export const BASICS: PlantedFamily = {
  "new-people": planted(
    inside("the first just within 30 days", did("Page Viewed", ago(30, 1)), did("Feature Used", ago(1))),
    outside("the first 30 days ago", did("Page Viewed", ago(30)), did("Feature Used", ago(1))),
    outside("never did anything", has("plan", "free")),
  ),
  "active-people": planted(
    inside("anything just within 30 days", did("Feature Used", ago(30, 1))),
    outside("the last 30 days ago", did("Page Viewed", ago(30))),
    outside("never did anything", has("plan", "free")),
  ),
  "lapsing-people": planted(
    inside("the last 30 days ago", did("Page Viewed", ago(30))),
    inside("the last just within 90 days", did("Feature Used", ago(90, 1))),
    outside("the last just within 30 days", did("Page Viewed", ago(50)), did("Feature Used", ago(30, 1))),
    outside("the last 90 days ago", did("Page Viewed", ago(90))),
  ),
};
