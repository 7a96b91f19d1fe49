/** Inputs of a resource in Pulumi's state. */
export type Inputs = Record<string, unknown>;

/**
 * A resource's Pulumi id, derived from its inputs; null if only AWS assigns the id. Pulumi records a create
 * before it asks for it, with every name that it chose, so a resource that a killed create may have made can
 * be looked up by name. Ids as documented for imports in `@pulumi/aws`.
 */
export function idOf(type: string, inputs: Inputs): string | null {
  const id = identities[type]?.(inputs);
  return id === undefined || id.includes("undefined") ? null : id;
}

const byName = ({ name }: Inputs) => text(name);

const identities: Record<string, (inputs: Inputs) => string> = {
  "aws:ecs/service:Service": ({ cluster, name }) =>
    `${text(cluster).replace(":cluster/", ":service/")}/${text(name)}`,
  "aws:route53/record:Record": ({ zoneId, name, type }) =>
    `${text(zoneId)}_${text(name)}_${text(type)}`,
  "aws:autoscaling/group:Group": byName,
  "aws:cloudwatch/logGroup:LogGroup": byName,
  "aws:ecr/repository:Repository": byName,
  "aws:iam/role:Role": byName,
};

function text(value: unknown): string {
  return typeof value === "string" ? value : "undefined";
}
