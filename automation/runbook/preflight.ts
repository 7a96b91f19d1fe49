import { bluegreen } from "../course/commandLines";
import { refused } from "../world/errors";
import { runChecks, type Verification } from "./check";
import { fastChecks } from "./checks";
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
  const findings = await runChecks(fastChecks, asked, (bug) => {
    throw bug;
  });
  const errors = findings.filter(({ status }) => status === "error");
  // The release may be the fix for what is broken, but never when the credentials are for another account.
  const fatal = errors.filter(({ check }) => check === "account" || !force);
  const line = ({ check, subject, found, todo }: (typeof errors)[number]) =>
    `${check} ${subject}: ${found}; ${todo}`;
  if (fatal.length > 0) {
    throw refused(
      "pre-flight checks failed: the release would fail",
      bluegreen("verify", stack.name),
      fatal.map(line),
    );
  }
  for (const error of errors) reporter.warn(line(error));
}
