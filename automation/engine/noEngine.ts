import { type DeployError, refused } from "../world/errors";
import { neededVersion } from "./version";

/** One way that was tried and why it failed. */
export interface Attempt {
  name: string;
  reason: string;
}

export function noEngine(attempts: readonly Attempt[]): DeployError {
  return refused(
    `There is no usable Pulumi CLI (needed is ${neededVersion}), and none could be got.`,
    "Put a Pulumi CLI on PATH (https://www.pulumi.com/docs/install/), or Go for a build of it " +
      "(https://go.dev/dl/), then run `npm run engine`.",
    attempts.map(({ name, reason }) => `${name}: ${reason}`),
  );
}
