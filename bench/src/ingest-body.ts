/** Stand in the bodies where the sender writes a new id before each request. */
export const NO_ID = "0".repeat(12);
export const NO_USER = "0".repeat(6);

/** A track call as an SDK sends it, about 540 bytes. */
function trackCall(index: number, run: string): object {
  return {
    timestamp: new Date().toISOString(),
    type: "track",
    event: ["Order Completed", "Product Viewed", "Product Added", "Signed In"][index % 4],
    userId: `user-${NO_USER}`,
    messageId: `node-next-1700000000000-${run}-${NO_ID}`,
    properties: {
      order_id: `order-${index}`,
      revenue: 12.5 + index,
      currency: "EUR",
      products: [
        { product_id: "sku-1", quantity: 2, price: 9.95, name: "A product" },
        { product_id: "sku-2", quantity: 1, price: 19.5, name: "Another one" },
      ],
    },
    context: { library: { name: "@segment/analytics-node", version: "3.1.0" }, ip: "203.0.113.7" },
    integrations: {},
    _metadata: { nodeVersion: "v20.20.2", jsRuntime: "node" },
  };
}

/** The body of one request: a single call, or a batch of them. */
export function loadBody(batch: number, run: string): string {
  const calls = Array.from({ length: batch }, (_, index) => trackCall(index, run));
  return JSON.stringify(batch === 1 ? calls[0] : { batch: calls, sentAt: new Date().toISOString() });
}
