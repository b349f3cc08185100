import type { Transition } from "../membership/transition.ts";
import type { CarriedLog, Load } from "./carried-log.ts";
import { type HealthAlert, healthMessage } from "./health-alert.ts";
import { transitionMessage } from "./message.ts";

/** What couriers may carry, by what a webhook is sent. */
export type Loads = { readonly transitions: Load<Transition>; readonly health: Load<HealthAlert> };

/** Transitions of one person come in their order, and so does what is found of one segment. */
export function loadsOf(logs: {
  readonly transitions: CarriedLog<Transition>;
  readonly health: CarriedLog<HealthAlert>;
  /** A transition with what may be told of the person. */
  readonly shown: (transition: Transition) => Transition;
}): Loads {
  return {
    transitions: {
      log: logs.transitions,
      message: (transition) => transitionMessage(logs.shown(transition)),
      timeOf: ({ recordedAt }) => recordedAt,
      laneOf: ({ person }) => person,
    },
    health: {
      log: logs.health,
      message: healthMessage,
      timeOf: ({ examinedAt }) => examinedAt,
      laneOf: ({ segment }) => segment,
    },
  };
}
