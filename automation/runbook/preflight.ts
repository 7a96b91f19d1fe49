import { bluegreen } from "../course/commandLines";
import { refused } from "../world/errors";
import { type Check, runChecks, type Verification } from "../verify/check";
import { fastChecks } from "../verify/checks";
import type { Finding } from "../verify/finding";
import { lastingProblems, shortWaitSeconds, steadyMs } from "./waitUntil";
import type { Environment } from "../world/environment";
import type { Ports } from "../world/ports";

/** The checks of `verify` that cost a release no time: refuses one that would fail halfway. */
export async function preflight(
  ports: Ports,
  environment: Environment,
  { services, compared, force }: Pick<Verification, "services" | "compared"> & { force: boolean },
): Promise<void> {
  const { stack, observer, inspector, reads, metrics, clock, reporter } = ports;
  const asked = {
    ...{ stack, observer, inspector, reads, metrics, clock, environment, services, compared },
    // Only checks that a release does not wait for ask for it.
    ...{ project: "", backend: () => Promise.resolve(""), unreadable: null },
    ...{ images: {}, permissions: [], context: {}, locks: () => Promise.resolve(null) },
  };
  const run = async (checks: readonly Check[]) => {
    const findings = await runChecks(checks, asked, (bug) => {
      throw bug;
    });
    return findings.filter(({ status }) => status === "error");
  };
  const line = ({ check, subject, found, todo }: Finding) =>
    `${check} ${subject}: ${found.replace(/\.$/, "")}; ${todo}`;
  let errors = await run(fastChecks);
  const mayPass = ({ check }: Finding) =>
    fastChecks.some(({ name, moves }) => moves && name === check);
  if (!force && errors.length > 0 && errors.every(mayPass)) {
    await lastingProblems(ports, {
      what: "the pre-flight checks pass",
      deadlineMs: steadyMs(clock) + shortWaitSeconds * 1000,
      probe: async () => {
        errors = await run(fastChecks.filter(({ moves }) => moves));
        return errors.map(line);
      },
    });
  }
  // The release may be the fix for what is broken, but never when the credentials are for another account.
  const fatal = errors.filter(({ check }) => check === "account" || !force);
  if (fatal.length > 0) {
    throw refused(
      "pre-flight checks failed: the release would fail",
      bluegreen("verify", stack.name),
      fatal.map(line),
    );
  }
  for (const error of errors) reporter.warn(line(error));
}
