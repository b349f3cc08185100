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
import { PERSON_FAMILIES, SHOP_EVENTS } from "./standard-person-events.ts";

const VERSION = [text("version", "version of the app"), text("build", "its build number")];

const PAGE = [text("url", "address of the page"), text("path", "its path"), text("title", "its title")];

const PLAYING = [
  text("asset_id", "what is played"),
  text("title", "its title"),
  text("genre", "its genre"),
  number("position", "seconds from its beginning"),
  number("total_length", "its length in seconds"),
];

/** Of one message to one person, in whatever channel. `MESSAGE` names it in sentences: `opened message "Spring"`. */
export const MESSAGE = "message";

/** True where a program did it and no person: a mail reader's privacy proxy, a link scanner. */
export const MACHINE = "machine";

export const SURVEY = "survey";

const OF_MESSAGE = [
  text(MESSAGE, "the message's name, as people call it"),
  text("channel", "email, push, sms, in-app, web, chat, phone"),
  text("campaign", "what it belongs to"),
  text("variant", "which of several versions it was"),
];

const byMachine = yes(MACHINE, "true where a program did it and no person: a privacy proxy, a link scanner");

const OF_MAIL_PIECE = [
  text("campaign", "what it belongs to"),
  text("piece", "letter, postcard, catalogue, parcel insert"),
];

const OF_POST = [
  text("network", "facebook, instagram, tiktok, x, linkedin, youtube ..."),
  text("post", "what was posted, as people call it"),
  text("campaign", "what it belongs to"),
];

export const STANDARD_EVENTS = {
  messageSent: {
    name: "Message Sent",
    when: "a message went out to the person",
    properties: OF_MESSAGE,
  },
  messageDelivered: {
    name: "Message Delivered",
    when: "the channel says that it arrived",
    properties: OF_MESSAGE,
  },
  messageOpened: {
    name: "Message Opened",
    when: "it was opened or seen, each time",
    properties: [...OF_MESSAGE, byMachine],
  },
  messageClicked: {
    name: "Message Clicked",
    when: "a link or button in it was used, each time",
    properties: [...OF_MESSAGE, text("url", "where it leads"), byMachine],
  },
  surveyAnswered: {
    name: "Survey Answered",
    when: "a question of a survey was answered; one event for each question",
    properties: [
      text(SURVEY, "the survey's name: NPS"),
      text("question", "what was asked"),
      text("answer", "what was answered, in words"),
      number("score", "what was answered, as a number"),
      list("choices", "what was chosen among several"),
      text("tag", "what it tells of: psychographic, benefit, mood"),
      text("channel", "where it was asked"),
    ],
  },
} as const satisfies Readonly<Record<string, StandardEvent>>;

export const STANDARD_FAMILIES: readonly StandardFamily[] = [
  {
    title: "App",
    events: [
      {
        name: "Application Installed",
        when: "the app is there; an install that was never opened has no `Application Opened` behind it",
        properties: [...VERSION, text("store", "where from"), text("campaign", "what led there")],
      },
      {
        name: "Application Opened",
        when: "the app was started or came back to the front",
        properties: [
          ...VERSION,
          yes("from_background", "true where it was running before"),
          text("url", "the link that opened it"),
          text("referring_application", "the app that held the link"),
        ],
      },
      { name: "Application Backgrounded", when: "the app left the front", properties: [] },
      {
        name: "Application Updated",
        when: "it was opened in a newer version for the first time",
        properties: [
          ...VERSION,
          text("previous_version", "version before"),
          text("previous_build", "build before"),
        ],
      },
      { name: "Application Crashed", when: "the app broke down", properties: VERSION },
      {
        name: "Application Uninstalled",
        when: "the app is gone, as far as that is told",
        properties: VERSION,
      },
      {
        name: "Deep Link Opened",
        when: "a link led to a place inside the app",
        properties: [text("url", "the link"), text("provider", "whose link it is")],
      },
    ],
  },
  {
    title: "Pages",
    events: [
      { name: "Page Viewed", when: "a page was shown; `page` calls make it", properties: PAGE },
      {
        name: "Screen Viewed",
        when: "a screen of the app was shown; `screen` calls make it",
        properties: [text("name", "the screen")],
      },
      {
        name: "Page Ping",
        when: "the page is still looked at, every 10 seconds or so while it is in front and in use",
        properties: [
          ...PAGE,
          number("seconds", "looked at since the ping before"),
          number("depth", "how far down it was read, 0 to 100"),
        ],
      },
    ],
  },
  {
    title: "Media",
    events: [
      { name: "Video Playback Started", when: "playing was asked for", properties: PLAYING },
      { name: "Video Playback Paused", when: "it was paused", properties: PLAYING },
      { name: "Video Playback Resumed", when: "it went on", properties: PLAYING },
      { name: "Video Playback Completed", when: "playing ended, at the end or before", properties: PLAYING },
      {
        name: "Video Content Started",
        when: "the content itself began, behind what was shown before it",
        properties: PLAYING,
      },
      {
        name: "Video Content Playing",
        when: "a mark of progress was reached: every 10 seconds, or at 25, 50 and 75 per cent",
        properties: [...PLAYING, number("progress", "how far, 0 to 100")],
      },
      { name: "Video Content Completed", when: "the content was played to its end", properties: PLAYING },
      { name: "Video Ad Completed", when: "an advertisement was played to its end", properties: PLAYING },
    ],
  },
  {
    title: "Messages",
    isOfMessages: true,
    events: [
      STANDARD_EVENTS.messageSent,
      STANDARD_EVENTS.messageDelivered,
      STANDARD_EVENTS.messageOpened,
      STANDARD_EVENTS.messageClicked,
      {
        name: "Message Bounced",
        when: "it could not be delivered",
        properties: [
          ...OF_MESSAGE,
          yes("permanent", "true where no further try can help"),
          text("reason", "what the channel says"),
        ],
      },
      { name: "Message Marked as Spam", when: "the person called it spam", properties: OF_MESSAGE },
      {
        name: "Message Unsubscribed",
        when: "the person wants no more of them; the subscription itself is set by its own call",
        properties: [...OF_MESSAGE, text("group", "the subscription group")],
      },
      {
        name: "Message Replied",
        when: "the person wrote back",
        properties: [...OF_MESSAGE, text("sentiment", "positive, neutral, negative")],
      },
    ],
  },
  { title: "Surveys", events: [STANDARD_EVENTS.surveyAnswered] },
  {
    title: "Direct mail",
    isOfMessages: true,
    events: [
      { name: "Direct Mail Sent", when: "it was handed to the post", properties: OF_MAIL_PIECE },
      {
        name: "Direct Mail Delivered",
        when: "it arrived, as far as that is told",
        properties: OF_MAIL_PIECE,
      },
      {
        name: "Direct Mail Returned",
        when: "it came back",
        properties: [...OF_MAIL_PIECE, text("reason", "why")],
      },
      {
        name: "Direct Mail Responded",
        when: "the person did what it asks for",
        properties: [
          ...OF_MAIL_PIECE,
          text("response", "code, coupon, reply card, call, visit"),
          text("code", "the code or coupon"),
          number("value", "what it brought"),
        ],
      },
    ],
  },
  {
    title: "Social media",
    events: [
      { name: "Social Post Liked", when: "a post of yours was liked", properties: OF_POST },
      {
        name: "Social Post Commented",
        when: "it was commented on",
        properties: [...OF_POST, text("sentiment", "positive, neutral, negative")],
      },
      { name: "Social Post Shared", when: "it was passed on", properties: OF_POST },
      {
        name: "Social Profile Followed",
        when: "the person follows you from now on",
        properties: [text("network", "on which network")],
      },
      {
        name: "Social Profile Unfollowed",
        when: "the person no longer does",
        properties: [text("network", "on which network")],
      },
      {
        name: "Social Ad Clicked",
        when: "an advertisement of yours was clicked",
        properties: [...OF_POST, text("ad", "the advertisement")],
      },
      {
        name: "Social Mentioned",
        when: "the person spoke of you",
        properties: [...OF_POST, text("sentiment", "positive, neutral, negative")],
      },
    ],
  },
  {
    title: "Shop",
    events: [
      { name: "Products Searched", when: "the person searched", properties: [text("query", "what for")] },
      { name: "Product Viewed", when: "a product was looked at", properties: OF_PRODUCT },
      { name: "Product Added", when: "it was put into the cart", properties: OF_PRODUCT },
      { name: "Product Removed", when: "it was taken out", properties: OF_PRODUCT },
      ...SHOP_EVENTS,
      {
        name: "Checkout Started",
        when: "the way to the till began",
        properties: [number("value", "of the cart"), currency],
      },
      {
        name: "Order Completed",
        when: "an order was placed",
        properties: [
          text("order_id", "the order"),
          number("revenue", "what it brings, without shipping and tax"),
          number("total", "what is paid"),
          number("subtotal", "of the products, before tax and shipping"),
          number("tax", "of it"),
          number("shipping", "what sending it costs the person"),
          number("discount", "what was taken off"),
          currency,
          text("coupon", "the code that was used"),
          list("products", "the products, each with what `Product Added` has"),
        ],
      },
      {
        name: "Order Refunded",
        when: "an order was paid back, whole or in part",
        properties: [text("order_id", "the order"), number("total", "what was paid back"), currency],
      },
    ],
  },
  ...PERSON_FAMILIES,
];

const BY_NAME: ReadonlyMap<string, StandardEvent> = new Map(
  STANDARD_FAMILIES.flatMap(({ events }) => events).map((event) => [event.name, event]),
);

/** Null for all other events. */
export function standardEvent(name: string): StandardEvent | null {
  return BY_NAME.get(name) ?? null;
}

/** In the order of the families. */
export function standardEventNames(): readonly string[] {
  return [...BY_NAME.keys()];
}

/** Of messages in whatever channel, paper among them. */
export function messageEventNames(): readonly string[] {
  return STANDARD_FAMILIES.filter(({ isOfMessages }) => isOfMessages).flatMap(({ events }) =>
    events.map(({ name }) => name),
  );
}
