import { list } from "../../../config/problem";
import type { NetworkSettings } from "../../../config/schema";
import type { SubnetView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

type ExistingVpc = Extract<NetworkSettings, { vpcId: string }>;

/** Whether subnets that the settings name exist, are in the VPC, and in as many zones as load balancers need. */
export const network: Check = {
  name: "network",
  fast: false,
  async look({ inspector, stack }) {
    const { network: settings, services } = stack.settings;
    if (!("vpcId" in settings)) return [];
    const ids = [...new Set([...settings.publicSubnetIds, ...settings.privateSubnetIds])];
    const isCalled = Object.values(services).some(({ calls }) => calls.length > 0);
    return judge("network", await inspector.subnets(ids), (found) =>
      judgeSubnets(settings, found, isCalled),
    );
  },
};

/** @param isCalled the private subnets have load balancers too */
export function judgeSubnets(
  settings: ExistingVpc,
  found: readonly SubnetView[],
  isCalled: boolean,
): Judgement[] {
  return (["publicSubnetIds", "privateSubnetIds"] as const).map((key) => {
    const known = settings[key].map((id) => found.find((one) => one.id === id) ?? id);
    const missing = known.filter((one) => typeof one === "string");
    const subnets = known.filter((one) => typeof one !== "string");
    const subject = `network.${key}`;
    const correct = `correct \`${subject}\` in the settings`;
    if (missing.length > 0) {
      return failing(subject, `the account has no subnet ${list(missing)} in this region`, correct);
    }
    const away = subnets.find(({ vpcId }) => vpcId !== settings.vpcId);
    if (away) {
      return failing(subject, `${away.id} is in ${away.vpcId}, not in ${settings.vpcId}`, correct);
    }
    const zones = [...new Set(subnets.map(({ zone }) => zone))];
    if (zones.length < 2) {
      return failing(subject, `all subnets are in ${list(zones)}; two zones are needed`, correct);
    }
    const twice = zones.find((zone) => subnets.filter((one) => one.zone === zone).length > 1);
    if (twice !== undefined && (key === "publicSubnetIds" || isCalled)) {
      const ids = subnets.filter(({ zone }) => zone === twice).map(({ id }) => id);
      const text = `${list(ids)} are both in ${twice}; a load balancer has one subnet in each zone`;
      return failing(subject, text, correct);
    }
    return ok(subject, `${subnets.length} in ${list(zones.sort())}`);
  });
}
