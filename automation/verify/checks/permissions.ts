import type { Permission } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, notApplicable, ok } from "../finding";

/** Whether the caller may do what a release does, as simulated by IAM. */
export const permissions: Check = {
  name: "permissions",
  fast: false,
  async look({ inspector, environment, permissions: wanted, context }) {
    if (!environment || wanted.length === 0) return [];
    const identity = await inspector.identity();
    if ("notHere" in identity) return [notApplicable("permissions", identity.notHere)];
    const denied = await inspector.denied(identity.value, wanted, context);
    return judge("permissions", denied, (found) =>
      judgePermissions(identity.value.arn, wanted, found),
    );
  },
};

export function judgePermissions(
  caller: string,
  wanted: readonly Permission[],
  denied: readonly Permission[],
): Judgement[] {
  if (denied.length === 0) {
    return [ok("permissions", `${caller} is allowed all ${wanted.length} actions`)];
  }
  return denied.map(({ action, resource }) =>
    failing(
      action,
      `IAM does not allow ${caller} this action on ${resource}`,
      `allow \`${action}\` on \`${resource}\` in that role's policy`,
    ),
  );
}
