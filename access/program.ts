import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyInput } from "../automation/adapters/policyInput";
import { readProject, readStackFile } from "../automation/adapters/pulumi/settingsFile";
import { ofNamespace, splitDerived } from "../config/raw";
import type { Settings } from "../config/schema";
import { readSettings } from "../config/settings";
import {
  boundaryPolicy,
  boundaryProblems,
  noTaskRights,
  taskActionProblems,
} from "../privilege/boundary";
import { readStackOutputs } from "../components/stack/deployed";
import { parseState, type ReleaseState } from "../release/state";
import { previewStacks } from "../privilege/scope";
import { GithubAccess } from "./githubAccess";
import { boundaryArn } from "./names";

/** The environment's project; its stack has the same name as this one. */
const environmentFolder = join(__dirname, "..");

/** Stack outputs: ARNs of the roles, for `role-to-assume` of aws-actions/configure-aws-credentials. */
export async function program() {
  const config = new pulumi.Config();
  const taskActions = config.getObject<string[]>("taskActions") ?? [];
  const problems = taskActionProblems(taskActions);
  if (problems.length > 0) refuse(problems);
  const { accountId } = await aws.getCallerIdentity();
  const project = await readProject(environmentFolder);
  const name = pulumi.getStack();
  const file = await readStackFile(project, name);
  const settings = settingsOf(ofNamespace(file.config ?? {}, project.name));
  const place = { account: accountId, cluster: config.get("cluster") };
  const inputWith = (release: ReleaseState | undefined) =>
    policyInput({ project, name, settings }, { ...place, release });
  const boundary = boundaryArn((await inputWith(undefined)).scope);
  if (settings.permissionsBoundary !== boundary) {
    refuse([
      `Pulumi.${name}.yaml must set \`${project.name}:permissionsBoundary: ${boundary}\`; ` +
        "without it, whoever can deploy could give a task more rights than they have",
    ]);
  }
  const input = await inputWith(await deployedRelease(project.name, name));
  const taskRights = {
    actions: taskActions,
    resources: config.getObject<string[]>("taskResources") ?? noTaskRights.resources,
  };
  const { scope } = input;
  const previews = config.getBoolean("previews") ?? false;
  const ofPreviews = previewStacks(scope);
  const tooLong = [
    ...boundaryProblems(boundaryPolicy(scope, taskRights), scope),
    ...(previews ? boundaryProblems(boundaryPolicy(ofPreviews, noTaskRights), ofPreviews) : []),
  ];
  if (tooLong.length > 0) refuse(tooLong);
  const { roleArns } = new GithubAccess("github", {
    input,
    repository: config.require("repository"),
    environment: config.get("environment") ?? name,
    previews,
    createProvider: config.getBoolean("createProvider") ?? true,
    taskRights,
  });
  return {
    deployRoleArn: roleArns.deploy,
    previewRoleArn: roleArns.preview,
    driftRoleArn: roleArns.drift,
    previewStacksRoleArn: roleArns["preview-stacks"],
    boundaryArn: boundary,
  };
}

/** What runs and what a rollback brings back keep their settings, so their roles need what those name. */
async function deployedRelease(project: string, stack: string): Promise<ReleaseState | undefined> {
  const name = `${pulumi.getOrganization()}/${project}/${stack}`;
  try {
    const answer: unknown = await pulumi.runtime.invoke(readStackOutputs, { name });
    const { release } = (answer as { outputs: Record<string, unknown> }).outputs;
    return release === undefined ? undefined : parseState(release);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    await pulumi.log.warn(
      `stack ${stack} of ${project} can't be read, so the boundary covers only what the settings name; tasks of ` +
        "versions deployed earlier may lose access to their secrets and images (before the first `up` there " +
        `are none): ${why}`,
    );
    return undefined;
  }
}

function settingsOf(config: Record<string, unknown>): Settings {
  const reading = readSettings(splitDerived(config).settings);
  return reading.ok ? reading.value : refuse(reading.problems);
}

function refuse(problems: readonly string[]): never {
  throw new pulumi.RunError(problems.join("\n"));
}
