import type { Color } from "../release/state";
import type { Edge } from "./edge";

/** Both edges of an environment. */
export type Edges = Record<Color, Edge>;
