import type { Checker } from "./checker";

/** 8. An `up` of some services does all that one of the whole would have done. */
export function passesNothingOver(): Checker {
  return {
    invariant: 8,
    check: ({ engine: { passedOver } }) => {
      if (passedOver.length === 0) return null;
      return `an \`up\` of some services passed over ${passedOver.join(", ")}`;
    },
  };
}
