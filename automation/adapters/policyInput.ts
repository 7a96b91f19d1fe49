import { backendProblems, backendScope } from "../../privilege/backend";
import type { PolicyInput } from "../../privilege/policy";
import { scopeOf } from "../../privilege/scope";
import { refused } from "../world/errors";
import { AwsFailure, translateAwsError } from "./aws/awsFailures";
import { awsLoginOf } from "./pulumi/awsLogin";
import { readStackFile, regionOf, type StackFile } from "./pulumi/settingsFile";
import type { PulumiStackOptions } from "./pulumi/options";

/**
 * The scope of the policies, read from the committed files; asks AWS only for the account, if not
 * given.
 */
export async function policyInput(
  { project, name: stack, settings }: Pick<PulumiStackOptions, "project" | "name" | "settings">,
  given: {
    account?: string | undefined;
    cluster?: string | undefined;
    /** What an administrator confirmed (privilege/scope.ts). */
    kept?: readonly string[] | undefined;
  },
  env: NodeJS.ProcessEnv = process.env,
): Promise<PolicyInput> {
  const file = await readStackFile(project, stack);
  const region = regionOf(file, env);
  const account = given.account ?? (await accountOfCredentials(file, region));
  if (!/^\d{12}$/.test(account)) {
    throw refused(
      `\`${account}\` is not an AWS account number`,
      "give all 12 digits, as in --account 123456789012",
    );
  }
  const { cluster, kept } = given;
  if (cluster !== undefined && !/^[\w-]+$/.test(cluster)) {
    throw refused(`\`${cluster}\` is not the name of a cluster`, "give its exact name");
  }
  const scope = scopeOf({
    settings,
    region,
    account,
    project: project.name,
    stack,
    cluster,
    kept,
  });
  const secretsProvider = text(file["secretsprovider"]) ?? env["PULUMI_DEFAULT_SECRETS_PROVIDER"];
  // Looked for in the same order as the Pulumi CLI, except for this machine's login, which CI does not have.
  const backend = env["PULUMI_BACKEND_URL"] || project.backend?.url;
  const urls = { backend, secretsProvider };
  const state = backendScope(urls, scope);
  const [problem] = backendProblems(urls, state);
  if (problem !== undefined) {
    throw refused(
      problem,
      `correct it in Pulumi.yaml, Pulumi.${stack}.yaml or the environment, where \`PULUMI_BACKEND_URL\` and ` +
        "`PULUMI_DEFAULT_SECRETS_PROVIDER` name them",
    );
  }
  return { scope, backend: state };
}

async function accountOfCredentials(file: StackFile, region: string): Promise<string> {
  const { createClients } = require("./aws/clients") as typeof import("./aws/clients");
  const { identityOf } = require("./aws/login") as typeof import("./aws/login");
  const sts = await createClients({ region, identity: identityOf(awsLoginOf(file), region) }).sts();
  try {
    const { Account = "" } = await sts.getCallerIdentity({});
    return Account;
  } catch (error) {
    const failure = translateAwsError(error);
    if (failure === null) throw error;
    throw new AwsFailure(
      failure.code,
      `The AWS account is unknown. ${failure.message}`,
      "name it with --account and its 12 digits",
      { cause: error },
    );
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
