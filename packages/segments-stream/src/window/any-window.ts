import { unreachable } from "@habitus/kernel";
import type { Window } from "@habitus/segments";
import { type LastingWindow, lastingWindow } from "./lasting-window.ts";
import { calendarWindow, type MovingWindow, slidingWindow } from "./moving-window.ts";

/** Of one that lasts and one that moves on, operators keep different things. */
type AnyWindow =
  | { readonly kind: "lasting"; readonly window: LastingWindow }
  | { readonly kind: "moving"; readonly window: MovingWindow };

export function compileWindow(window: Window): AnyWindow {
  switch (window.kind) {
    case "ever":
    case "fixed":
      return { kind: "lasting", window: lastingWindow(window) };
    case "sliding": {
      const { fromMs, toMs } = window;
      if (fromMs === null) return { kind: "lasting", window: lastingWindow({ ...window, fromMs }) };
      return { kind: "moving", window: slidingWindow(fromMs, toMs) };
    }
    case "calendar":
      return { kind: "moving", window: calendarWindow(window) };
    default:
      return unreachable(window);
  }
}
