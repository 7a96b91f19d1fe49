import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyInput } from "../automation/adapters/policyInput";
import { readProject, readStackFile } from "../automation/adapters/pulumi/settingsFile";
import { ofNamespace, splitDerived } from "../config/raw";
import type { Settings } from "../config/schema";
import { readSettings } from "../config/settings";
import { noTaskRights, taskActionProblems } from "../privilege/boundary";
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
  const input = await policyInput({ project, name, settings }, place);
  const boundary = boundaryArn(input.scope);
  if (settings.permissionsBoundary !== boundary) {
    refuse([
      `Pulumi.${name}.yaml must set \`${project.name}:permissionsBoundary: ${boundary}\`; ` +
        "without it, whoever can deploy could give a task more rights than they have",
    ]);
  }
  const { roleArns } = new GithubAccess("github", {
    input,
    repository: config.require("repository"),
    environment: config.get("environment") ?? name,
    previews: config.getBoolean("previews") ?? false,
    createProvider: config.getBoolean("createProvider") ?? true,
    taskRights: {
      actions: taskActions,
      resources: config.getObject<string[]>("taskResources") ?? noTaskRights.resources,
    },
  });
  return {
    deployRoleArn: roleArns.deploy,
    previewRoleArn: roleArns.preview,
    driftRoleArn: roleArns.drift,
    previewStacksRoleArn: roleArns["preview-stacks"],
    boundaryArn: boundary,
  };
}

function settingsOf(config: Record<string, unknown>): Settings {
  const reading = readSettings(splitDerived(config).settings);
  return reading.ok ? reading.value : refuse(reading.problems);
}

function refuse(problems: readonly string[]): never {
  throw new pulumi.RunError(problems.join("\n"));
}
