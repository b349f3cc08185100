import { expect, test } from "vitest";
import type { HealthReport, SetApart } from "../../health/health-report.ts";
import { type CalledDeps, tracesCalled } from "../../health/trace-called.ts";
import type { SegmentRecord } from "../../segments/segment-store.ts";
import { auditPage } from "./audit-page.ts";

const segment = { key: "vip", name: "VIP", goal: "g", owner: "o", reviewDate: "2026-06-01" } as SegmentRecord;
const called = tracesCalled({
  items: { get: (id) => (id === "p1" ? { name: "Blue <mug>" } : null) } as CalledDeps["items"],
  itemNaming: {
    get: () => ({ idProperties: ["product_id"], lists: ["products"], rev: 0, updatedAt: null }),
  },
});

function bought(path: readonly string[], value: string): SetApart {
  const figures = { inside: 20, everybody: 40, lift: 3, low: 2, high: 4, p: 0.01, people: null };
  return { kind: "item", name: "Order Completed", path, value, ...figures };
}

test("products stand by their names, and by their ids where the catalogue does not know them", () => {
  const id = ["products", "product_id"];
  const more = [bought(id, "p1"), bought(id, "p2"), bought(["products", "size"], "p1")];
  const apart = { inside: 20, everybody: 100, compared: 3, notAllowed: [], more, fewer: [] };
  const report = { segment: "vip", examinedAt: 0, findings: [], skipped: [], apart } as Partial<HealthReport>;
  const workspace = { name: "Shop", zone: "UTC" };
  const reports = [{ goal: null, size: 20, people: 100, stays: null, ...report } as HealthReport];
  const html = auditPage({ workspace, at: 0, segments: [segment], reports, called });
  expect(html).toContain("with products.product_id &quot;Blue &lt;mug&gt;&quot;");
  expect(html).toContain("with products.product_id &quot;p2&quot;");
  expect(html).toContain("with products.size &quot;p1&quot;");
});
