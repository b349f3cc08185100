import {
  currency,
  list,
  number,
  OF_PRODUCT,
  type StandardEvent,
  type StandardFamily,
  text,
  yes,
} from "./standard-event.ts";

const OF_CART = [text("cart_id", "the cart"), list("products", "what is in it")];

const OF_WISHLIST = [text("wishlist_id", "the list"), text("wishlist_name", "its name"), ...OF_PRODUCT];

const OF_COUPON = [
  text("coupon_id", "the coupon"),
  text("coupon_name", "its name"),
  text("order_id", "the order"),
  text("cart_id", "the cart"),
];

/** Between a product and its order. */
export const SHOP_EVENTS: readonly StandardEvent[] = [
  { name: "Cart Viewed", when: "the cart was looked at", properties: OF_CART },
  { name: "Product Added to Wishlist", when: "it was put on a list of wishes", properties: OF_WISHLIST },
  { name: "Product Removed from Wishlist", when: "it was taken off the list", properties: OF_WISHLIST },
  { name: "Coupon Entered", when: "a code was typed, right or wrong", properties: OF_COUPON },
  {
    name: "Coupon Applied",
    when: "a code was accepted",
    properties: [...OF_COUPON, number("discount", "what it takes off"), currency],
  },
  {
    name: "Coupon Denied",
    when: "a code was not accepted",
    properties: [...OF_COUPON, text("reason", "why")],
  },
];

const OF_ADVERTISEMENT = [
  text("network", "google, facebook, instagram, tiktok, microsoft ..."),
  text("campaign", "what it belongs to"),
  text("ad", "the advertisement"),
  text("click_id", "the network's id of the click"),
];

const OF_LOGIN = [
  text("username", "the name of the login"),
  text("method", "password, google, apple, magic link"),
];

const OF_REFERRAL = [
  text("via", "email, sms, link, facebook, whatsapp"),
  text("code", "the code or link that is passed on"),
  text("program", "what it belongs to"),
];

/** What people do beside buying. */
export const PERSON_FAMILIES: readonly StandardFamily[] = [
  {
    title: "Logins",
    events: [
      { name: "Signed Up", when: "a login was made", properties: [...OF_LOGIN, text("plan", "which one")] },
      { name: "Signed In", when: "the person came in with it", properties: OF_LOGIN },
      { name: "Signed Out", when: "the person left by themselves", properties: OF_LOGIN },
    ],
  },
  {
    title: "Referrals",
    events: [
      { name: "Invite Sent", when: "the person invited somebody", properties: OF_REFERRAL },
      {
        name: "Invite Accepted",
        when: "somebody whom the person invited came; of the one who invited",
        properties: [...OF_REFERRAL, yes("is_customer", "true where they bought something")],
      },
    ],
  },
  {
    title: "Reviews",
    events: [
      {
        name: "Product Reviewed",
        when: "the person wrote what they think of a product",
        properties: [
          text("product_id", "the product"),
          text("review_id", "the review"),
          text("review_body", "what was written"),
          number("rating", "stars, 1 to 5"),
        ],
      },
    ],
  },
  {
    title: "Advertisements",
    events: [
      {
        name: "Ad Clicked",
        when: "an advertisement outside of social networks was clicked",
        properties: OF_ADVERTISEMENT,
      },
      {
        name: "Ad Converted",
        when: "a network says that what its advertisement asks for was done",
        properties: [
          ...OF_ADVERTISEMENT,
          text("conversion", "what was done, as the network calls it: purchase, lead, install"),
          number("value", "what the network counts it for"),
          currency,
        ],
      },
    ],
  },
];
