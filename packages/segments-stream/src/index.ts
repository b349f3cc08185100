export type { DecodedState, ReloadReason } from "./codec/state-codec.ts";
export type { StatePacker } from "./codec/packed-state.ts";
export type { OperatorProbe, SegmentPlan } from "./compiled.ts";
export type { Flip, StreamInput } from "./engine.ts";
export type { Operator } from "./operators/operator.ts";
export type { PersonState } from "./person-state.ts";
export { compileStream, type KindFootprint, type StreamProgram } from "./program.ts";
