import { at, type Grant, hosting } from "../grant";
import type { Scope } from "../scope";

/** ARNs of the stack's EC2 resources of a type, such as `subnet`; their tags tell who owns them. */
export const kinds = (...names: string[]) => at("ec2", ...names.map((name) => `${name}/*`));

/** A type that people may bring themselves: theirs by id, or ours by tag. */
export function brought(kind: string, ids: (network: ExistingNetwork) => string[]): Brought {
  const existing = ({ network }: Scope) => ("vpcId" in network ? ids(network) : undefined);
  return {
    resources: (scope) =>
      at("ec2", ...(existing(scope) ?? ["*"]).map((id) => `${kind}/${id}`))(scope),
    condition: (scope) => (existing(scope) ? {} : hosting(scope)),
  };
}

type ExistingNetwork = Extract<Scope["network"], { vpcId: string }>;
interface Brought {
  resources: (scope: Scope) => string[];
  condition: NonNullable<Grant["condition"]>;
}

export const vpc = brought("vpc", ({ vpcId }) => [vpcId]);
export const subnets = brought("subnet", ({ publicSubnetIds, privateSubnetIds }) => [
  ...publicSubnetIds,
  ...privateSubnetIds,
]);
