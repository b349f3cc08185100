import { expect, it } from "vitest";
import { createI18n } from "../i18n/use-i18n.tsx";
import { eventShownAs, shownEvent } from "./event-name.ts";

const { t } = createI18n("UTC");

it("gives calls without a name one that people read, and takes it back", () => {
  for (const name of ["$identify", "$group", "$alias"]) {
    expect(shownEvent(name, t)).not.toContain("$");
    expect(eventShownAs(shownEvent(name, t), t)).toBe(name);
  }
  for (const name of ["Order Completed", "constructor", "$other"]) {
    expect(eventShownAs(shownEvent(name, t), t)).toBe(name);
  }
});
