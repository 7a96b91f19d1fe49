import { refused } from "../world/errors";
import { runChecks } from "./check";
import { fastChecks } from "./checks";
import type { Environment } from "../world/environment";
import type { Ports } from "../world/ports";

/** The part of `verify` that costs a release no time: refuses what would fail it midway. */
export async function preflight(
  ports: Ports,
  environment: Environment,
  { services, force }: { services: readonly string[]; force: boolean },
): Promise<void> {
  const { stack, observer, inspector, clock, reporter } = ports;
  const findings = await runChecks(fastChecks, {
    ...{ stack, observer, inspector, clock, environment, services },
    ...{ images: {}, permissions: [], context: {}, locks: () => Promise.resolve(null) },
  });
  const errors = findings.filter(({ status }) => status === "error");
  // What is broken may be what the release mends, but not in another account.
  const fatal = errors.filter(({ check }) => check === "account" || !force);
  const line = ({ check, subject, found, todo }: (typeof errors)[number]) =>
    `${check} ${subject}: ${found}; ${todo}`;
  if (fatal.length > 0) {
    throw refused(
      "a release would fail midway",
      `bluegreen verify --stack ${stack.name}`,
      fatal.map(line),
    );
  }
  for (const error of errors) reporter.warn(line(error));
}
