import { backendScope } from "../../privilege/backend";
import type { PolicyInput } from "../../privilege/policy";
import { scopeOf } from "../../privilege/scope";
import type { ReleaseState } from "../../release/state";
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
    /** As deployed, if it was read. */
    release?: ReleaseState | undefined;
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
  const { cluster, release } = given;
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
    release,
  });
  const secretsProvider = text(file["secretsprovider"]) ?? env["PULUMI_DEFAULT_SECRETS_PROVIDER"];
  // Looked for in the same order as the Pulumi CLI, except for this machine's login, which CI does not have.
  const backend = env["PULUMI_BACKEND_URL"] || project.backend?.url;
  return { scope, backend: backendScope({ backend, secretsProvider }, scope) };
}

async function accountOfCredentials(file: StackFile, region: string): Promise<string> {
  const [{ createClients }, { identityOf }] = await Promise.all([
    import("./aws/clients"),
    import("./aws/login"),
  ]);
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
