/** Inputs of a resource as the engine has them. */
export type Inputs = Record<string, unknown>;

/**
 * Pulumi id of a resource by what it was to be made from; null where AWS alone gives the id. The engine
 * writes a create down before it asks for it, with every name that it chose: so what a killed create
 * may have made can be looked for under its name. Ids as the docs of `@pulumi/aws` give them for imports.
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
