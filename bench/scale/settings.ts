import { parse, stringify } from "yaml";

/** The one service that is released; all others are its neighbours. */
export const released = "users";

/** Prefix of all other services' names. */
export const neighbour = "neighbour-";

interface File {
  config: Record<string, unknown>;
}

/**
 * Settings of an environment with this many services, all on Fargate. The quotas are raised beyond what
 * AWS allows (50 services): the local cloud enforces none.
 */
export function settingsWith(count: number, text: string): string {
  const { config } = parse(text) as File;
  const usual = (config["bluegreen:services"] as Record<string, object>)[released]!;
  const neighbours = Array.from({ length: count - 1 }, (_, index) => [
    `${neighbour}${index + 1}`,
    { size: 1, ruleSlot: index + 1 },
  ]);
  const services = {
    [released]: { ...usual, compute: { type: "fargate" }, ruleSlot: 0 },
    ...(Object.fromEntries(neighbours) as Record<string, object>),
  };
  const raised = ["rulesPerLoadBalancer", "targetGroupsPerLoadBalancer", "rulesPerSecurityGroup"];
  const quotas = Object.fromEntries(raised.map((name) => [name, 4 * count + 100]));
  return stringify({
    config: { ...config, "bluegreen:services": services, "bluegreen:quotas": quotas },
  });
}
