import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { spotShare } from "../../config/capacitySchema";
import { callsIntoNothing } from "../../config/calls";
import { ecrLocation } from "../../config/ecr";
import { isPreview } from "../../config/names";
import { notAllowed, type Outside } from "../../config/outside";
import type { Settings } from "../../config/schema";
import { type Foundation, foundationSchema } from "./foundationSchema";
import { type Repositories, repositoriesSchema } from "../images/repositories";

/** What this environment uses from other stacks of the project. */
export interface Foreign {
  /** Undefined: it has its own foundation. */
  foundation: Foundation | undefined;
  /** Undefined: it has its own repositories. */
  repositories: Repositories | undefined;
}

const nothing: Outside = { secrets: [], keys: [], registries: [], tests: [] };

/** Reads it, or throws RunError with every problem before anything is registered. */
export async function readForeign(settings: Settings): Promise<Foreign> {
  const { foundation: on, imagesFrom = on } = settings;
  const outputs = referTo(on, imagesFrom);
  const problems: string[] = [];
  const read = async <T>(from: string | undefined, output: string, schema: z.ZodType<T>) => {
    if (from === undefined) return undefined;
    const details = await outputs[from]!.getOutputDetails(output).catch((error: unknown) => {
      problems.push(unreadable(from, error));
      return null;
    });
    if (details === null) return undefined;
    const found = schema.safeParse(details.value);
    if (!found.success) problems.push(lacking(from, output));
    return found.data;
  };
  const foundation = await read(on, "foundation", foundationSchema);
  const repositories = await read(imagesFrom, "repositories", repositoriesSchema);
  if (foundation && foundation.domain !== settings.domain) {
    problems.push(
      `\`domain\` must be ${foundation.domain}, as in ${on}, whose load balancers have ` +
        "the certificate",
    );
  }
  if (foundation) {
    problems.push(...callsIntoNothing(settings, foundation.privateNames?.called));
    if (!foundation.cluster.fargateProviders) problems.push(...withoutSpot(settings, on!));
  }
  if (foundation && isPreview(pulumi.getStack())) {
    const named = notAllowed(settings, foundation.outside ?? nothing);
    if (foundation.outside) problems.push(...named.map((one) => `${one} in stack ${on}`));
    else if (named.length > 0) problems.push(lacking(on!, "foundation.outside"));
  }
  for (const name of Object.keys(settings.services)) {
    if (!repositories || name in repositories) continue;
    problems.push(`\`services.${name}\` has no repository in stack ${imagesFrom}`);
  }
  if (repositories) problems.push(...(await otherAccounts(imagesFrom!, repositories)));
  if (problems.length === 0) return { foundation, repositories };
  // Both outputs may be missing in the same stack.
  const lines = [...new Set(problems)].map((problem) => `- ${problem}`).join("\n");
  throw new pulumi.RunError(`This environment can't be built on the other one:\n${lines}`);
}

/** A cluster has one list of capacity providers, which belongs to the environment that made it. */
function withoutSpot({ services }: Settings, on: string): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    spotShare(service)
      ? `\`services.${name}.capacity\` needs FARGATE_SPOT on the cluster of stack ${on}, which no service there uses: set ` +
        `\`capacity\` of a service there and run \`bluegreen up --stack ${on}\`, or set \`capacity: onDemand\` here`
      : [],
  );
}

/** One reference per stack, since its name is a resource of this stack. */
function referTo(...stacks: (string | undefined)[]): Record<string, pulumi.StackReference> {
  const names = new Set(stacks.filter((name) => name !== undefined));
  const project = `${pulumi.getOrganization()}/${pulumi.getProject()}`;
  return Object.fromEntries(
    [...names].map((name) => [name, new pulumi.StackReference(`${project}/${name}`)]),
  );
}

/** ECR answers 403 to other accounts unless the repository's policy allows them, and these have no policy. */
async function otherAccounts(from: string, repositories: Repositories): Promise<string[]> {
  const accounts = Object.values(repositories).flatMap(
    ({ uri }) => ecrLocation(uri)?.account ?? [],
  );
  if (accounts.length === 0) return [];
  // Loaded only here: refusals need none of it.
  const aws = require("@pulumi/aws") as typeof import("@pulumi/aws");
  const { accountId } = await aws.getCallerIdentity();
  const others = [...new Set(accounts)].filter((account) => account !== accountId);
  return others.map(
    (account) =>
      `the images of stack ${from} are in account ${account}, and account ${accountId} may not pull ` +
      "them: either leave out `imagesFrom` and push the images to this account too, or set `repository` of each " +
      `service to a repository whose policy allows account ${accountId}, such as one of ${from} with that account in ` +
      "its `pullAccounts`",
  );
}

function unreadable(stack: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `the outputs of stack ${stack} can't be read: ${why.split("\n")[0]} (that stack must be in the same ` +
    "account and use the same passphrase or key)"
  );
}

function lacking(stack: string, output: string): string {
  return (
    `stack ${stack} has no output \`${output}\`: deploy that stack first, with this ` +
    `version of the program (\`bluegreen up --stack ${stack}\`)`
  );
}
