import { ago, did, inside, outside, type PlantedFamily, planted, upTo } from "./planted.ts";

/**
 * Fifty buyers, ten in each fifth of recency, of frequency and of money: each recency meets each frequency twice, with different
 * money where there are several orders. Called by their scores: "142" came longest ago, ordered often and spent little.
 */
const BUYERS: readonly (readonly [recency: number, frequency: number, money: number])[] = [1, 2].flatMap(
  (step) =>
    upTo(5).flatMap((recency) =>
      upTo(5).map(
        (frequency) => [recency + 1, frequency + 1, ((recency + step * frequency) % 5) + 1] as const,
      ),
    ),
);

/** All orders but the first are of nothing, so that the money says nothing of how many there are. */
function orders([recency, frequency, money]: (typeof BUYERS)[number]) {
  const newest = (6 - recency) * 30;
  return upTo(frequency).flatMap((place) =>
    did("Order Completed", ago(newest + place), { revenue: place === 0 ? money * 100 : 0 }),
  );
}

function group(...scores: readonly string[]) {
  const buyers = BUYERS.map((buyer) => {
    const called = buyer.join("");
    return (scores.includes(called) ? inside : outside)(called, orders(buyer));
  });
  return planted(buyers, outside("who never ordered", did("Product Viewed", ago(1))));
}

export const RFM: PlantedFamily = {
  "rfm-about-to-sleep": group("313", "324", "325"),
  "rfm-at-risk": group("234", "245", "251", "231", "243", "255", "142"),
  "rfm-cannot-lose": group("144", "155", "154"),
  "rfm-champions": group("554"),
  "rfm-hibernating": group("212", "223", "224"),
  "rfm-lost": group("111", "122", "133", "123", "135"),
  "rfm-loyal": group("341", "352", "344", "351", "442", "453", "445", "452", "543", "541", "553"),
  "rfm-need-attention": group("335", "332"),
  "rfm-new": group("515"),
  "rfm-potential-loyal": group("425", "431", "421", "433", "521", "532", "522", "534"),
  "rfm-promising": group("414"),
};
