import type { Cloud } from "../cloud";
import type { ContainerDefinition, TaskDefinition } from "../dataplane/taskDefinition";
import { CloudError } from "../errors";
import { allows } from "./roleRights";

/** The action that each kind of reference needs, and the part of it that a policy names. */
const stores = [
  { arn: /^arn:aws:ssm:[^:]+:\d{12}:parameter\/.+$/, action: "ssm:GetParameters" },
  {
    arn: /^arn:aws:secretsmanager:[^:]+:\d{12}:secret:[^:]+/,
    action: "secretsmanager:GetSecretValue",
  },
];

/** Values of a task's secrets, by variable; denied unless its execution role names each of them. */
export function readSecrets(
  cloud: Cloud,
  definition: Pick<TaskDefinition, "executionRoleArn">,
  { secrets, logSecrets = [] }: Pick<ContainerDefinition, "secrets" | "logSecrets">,
): Record<string, string> {
  // The router's configuration has them, not the container.
  valuesOf(cloud, definition, logSecrets);
  return valuesOf(cloud, definition, secrets);
}

function valuesOf(
  cloud: Cloud,
  { executionRoleArn }: Pick<TaskDefinition, "executionRoleArn">,
  secrets: ContainerDefinition["secrets"] | NonNullable<ContainerDefinition["logSecrets"]>,
): Record<string, string> {
  return Object.fromEntries(
    secrets.map(({ name, valueFrom }) => {
      const store = stores.find(({ arn }) => arn.test(valueFrom));
      const named = store?.arn.exec(valueFrom)?.[0];
      if (!store || named === undefined) {
        throw new CloudError("ClientException", `The secret ${name} has no ARN of a secret`);
      }
      requireAllowed(cloud, executionRoleArn, store.action, named);
      requireThere(cloud, valueFrom);
      return [name, cloud.secrets.valueOf(valueFrom)];
    }),
  );
}

/** As `GetParameter` and `GetSecretValue` answer the deployer, which may read all of them. */
export function secretValue(cloud: Cloud, reference: string): string {
  const { exists, hasKey } = cloud.secrets.find(reference);
  if (hasKey) return cloud.secrets.valueOf(reference);
  const name = stores[1]!.arn.test(reference) ? "ResourceNotFoundException" : "ParameterNotFound";
  throw new CloudError(name, exists ? `no JSON key in ${reference}` : `there is no ${reference}`);
}

function requireThere(cloud: Cloud, reference: string): void {
  const { exists, hasKey } = cloud.secrets.find(reference);
  if (hasKey) return;
  const what = exists
    ? `retrieved secret from Secrets Manager did not contain json key ${reference.split(":")[7]}`
    : `can't find the specified secret or parameter ${reference}`;
  throw new CloudError("ResourceNotFoundException", `unable to pull secrets: ${what}`);
}

function requireAllowed(
  cloud: Cloud,
  roleArn: string | undefined,
  action: string,
  resource: string,
): void {
  if (allows(cloud, roleArn, action, resource)) return;
  throw new CloudError(
    "AccessDeniedException",
    `unable to pull secrets: ${roleArn ?? "a task without execution role"} is not authorized to ` +
      `perform: ${action} on resource: ${resource}`,
  );
}
