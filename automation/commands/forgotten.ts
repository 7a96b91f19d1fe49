import { describeOrigin } from "../../release/origin";
import type { ReleaseState } from "../../release/state";
import { bluegreen } from "../course/commandLines";

/** Adoptions that an `up` has ended, since the settings no longer have their services. The records stay. */
export function describeForgotten(
  stack: string,
  before: Pick<ReleaseState, "services"> | undefined,
  after: Pick<ReleaseState, "services">,
): string[] {
  return Object.entries(before?.services ?? {}).flatMap(([service, { origin = {} }]) => {
    const names = Object.keys(origin);
    if (names.length === 0 || service in after.services) return [];
    const records = names.map((name) => `${name}: ${describeOrigin(origin[name]!)}`).join("; ");
    const again = bluegreen(
      "adopt",
      stack,
      `--service ${service}`,
      `--record ${names.join(" --record ")}`,
    );
    return [
      `${service}: no longer in the settings, so its adoption is forgotten; Route 53 still has ${records}; ` +
        `to adopt again, put the settings back, then: ${bluegreen("up", stack)}; then: ${again}`,
    ];
  });
}
