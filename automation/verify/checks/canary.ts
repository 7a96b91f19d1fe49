import { counted } from "../../../config/plural";
import { longestSilenceMinutes } from "../../../statistics/canary/judge";
import { describeReach } from "../../../statistics/canary/sentences";
import { canFind, leastRequests, reachOfCanary } from "../../world/canaryReach";
import { DeployError } from "../../world/errors";
import type { Check, Verification } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";
import { serviceState } from "../../../release/state";

/** Whether a canary could find anything: it needs metrics of production, and enough requests in them. */
export const canary: Check = {
  name: "canary",
  fast: true,
  async look(verification) {
    const { compared } = verification;
    return (await Promise.all(compared.map((name) => judged(verification, name)))).flat();
  },
};

const moreMinutes = "give the steps more minutes";

async function judged(
  { environment, stack, metrics, clock }: Verification,
  name: string,
): Promise<Judgement[]> {
  const settings = stack.settings.services[name];
  if (!environment?.inventory.services[name]) return [];
  const { activeColor: color } = serviceState(environment.release, name);
  if (settings?.kind !== "api" || !settings.canary || !color) return [];
  const { canary: rules } = settings;
  const serving = { name, color, settings };
  const or = (todo: string) => `${todo}, or remove \`services.${name}.canary\` and use \`compare\``;
  try {
    const reach = await reachOfCanary({ metrics, clock }, environment.inventory, serving, rules);
    if (!reach) {
      return [
        failing(
          name,
          "production has had no requests in the last hour, so a canary could not judge the candidate",
          or("deploy while it has traffic"),
        ),
      ];
    }
    if (reach.requests < leastRequests) {
      const found = `the candidate would get about ${counted(Math.round(reach.requests), "request")} in the whole canary`;
      return [failing(name, `${found}: too few to judge it by`, or(moreMinutes))];
    }
    if (reach.silencePercent > rules.falseAlarmPercent) {
      const found = `production often goes minutes without a request; ${longestSilenceMinutes} of them in a row end a canary`;
      // No error: the hour may have begun with the tests of a release that nobody used until now.
      return [warning(name, found, `remove \`services.${name}.canary\` and use \`compare\``)];
    }
    const text = describeReach(reach);
    if (canFind(reach)) return [ok(name, `the canary ${text}`)];
    const hasNoOld = reach.errorRates === "noOldRequests";
    return [
      warning(
        name,
        `the canary is unlikely to find anything: ${text}`,
        or(hasNoOld ? "add a step below 100 %" : moreMinutes),
      ),
    ];
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return [
      failing(name, `the metrics that the canary needs can't be read: ${error.found}`, error.next),
    ];
  }
}
