import { parentPort, workerData } from "node:worker_threads";
import { must } from "@habitus/kernel";
import { judgeBenefits, type SaidBenefits } from "@habitus/models";

// One judgement in a thread of its own: fitting again and again takes seconds in which nobody else may wait.
must(parentPort, "a judgement has a worker thread").postMessage(judgeBenefits(workerData as SaidBenefits));
