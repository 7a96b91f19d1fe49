import type { Judgement } from "../../../automation/verify/finding";

/** Status and sentence of each judgement. */
export const told = (...judgements: (Judgement | Judgement[])[]): string[] =>
  judgements.flat().map(({ status, found }) => `${status}: ${found}`);
