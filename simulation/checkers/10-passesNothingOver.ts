import type { Checker } from "./checker";

/** 10. An `up` limited to some services does everything that an `up` of all would have done. */
export function passesNothingOver(): Checker {
  return {
    invariant: 10,
    check: ({ engine: { passedOver } }) => {
      if (passedOver.length === 0) return null;
      return `an \`up\` limited to some services skipped ${passedOver.join(", ")}`;
    },
  };
}
