import { z } from "zod";

/** Whole seconds within a range. */
export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);
