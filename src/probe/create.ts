import type { CreateProber } from "./probe";
import { HelperProber } from "./helperProber";
import { createProber as createDirectProber } from "./prober";

/** Makes the prober of an engine, with all strategies; opens nothing until its first resolve. */
export const createProber: CreateProber = (engine, options) => new HelperProber(engine, createDirectProber(engine), options);
