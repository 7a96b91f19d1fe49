import { resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { policyInput } from "../automation/adapters/policyInput";
import { readProject, readStackFile } from "../automation/adapters/pulumi/settingsFile";
import { keptArns } from "../config/outside";
import { ofNamespace, splitDerived } from "../config/raw";
import type { Settings } from "../config/schema";
import { readSettings } from "../config/settings";
import { boundaryPolicy, boundaryProblems, notCovered } from "../privilege/boundary";
import { parameterIn, previewStacks } from "../privilege/scope";
import { noTaskRights, stateProblems, taskRightsProblems } from "../privilege/taskRights";
import { githubProblems } from "../privilege/trust";
import { deployedRelease } from "./deployed";
import { GithubAccess } from "./githubAccess";
import { keptProblems, unconfirmed } from "./kept";
import { boundaryArn, nameProblems } from "./names";

/**
 * Stack outputs: ARNs of the roles, for `role-to-assume` of aws-actions/configure-aws-credentials.
 *
 * @param environmentFolder of the environment's project; its stack has the same name as this one
 */
export async function program(environmentFolder = resolve("..")) {
  const config = new pulumi.Config();
  const taskRights = {
    actions: textsOf(config, "taskActions"),
    resources: textsOf(config, "taskResources"),
  };
  const kept = textsOf(config, "kept");
  const environment = config.get("environment") ?? pulumi.getStack();
  const problems = [
    ...taskRightsProblems(taskRights),
    ...keptProblems(kept),
    ...githubProblems({ repository: config.get("repository"), deploying: environment }),
  ];
  if (problems.length > 0) refuse(problems);
  const { accountId } = await aws.getCallerIdentity();
  const project = await readProject(environmentFolder);
  const name = pulumi.getStack();
  const file = await readStackFile(project, name);
  const settings = settingsOf(ofNamespace(file.config ?? {}, project.name));
  const input = await policyInput(
    { project, name, settings },
    { account: accountId, cluster: config.get("cluster"), kept },
  );
  const boundary = boundaryArn(input.scope);
  if (settings.permissionsBoundary !== boundary) {
    refuse([
      `Pulumi.${name}.yaml must set \`${project.name}:permissionsBoundary: ${boundary}\`; ` +
        "without it, whoever can deploy could give a task more rights than they have",
    ]);
  }
  const { scope } = input;
  const previews = config.getBoolean("previews") ?? false;
  const ofPreviews = previewStacks(scope);
  const limit = boundaryPolicy(scope, taskRights);
  const release = await deployedRelease(project.name, name);
  const unsuitable = [
    ...nameProblems(scope, previews),
    ...stateProblems(taskRights, input.backend),
    ...unconfirmed(notCovered(limit, keptArns(release, parameterIn(scope))), name, kept.length),
    ...boundaryProblems(limit, scope),
    ...(previews ? boundaryProblems(boundaryPolicy(ofPreviews, noTaskRights), ofPreviews) : []),
  ];
  if (unsuitable.length > 0) refuse(unsuitable);
  const { roleArns } = new GithubAccess("github", {
    input,
    repository: config.require("repository"),
    environment,
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

function textsOf(config: pulumi.Config, key: string): string[] {
  const given = z.array(z.string()).safeParse(config.getObject(key) ?? []);
  return given.success ? given.data : refuse([`\`${key}\` must be a list of strings`]);
}

function settingsOf(config: Record<string, unknown>): Settings {
  const reading = readSettings(splitDerived(config).settings);
  return reading.ok ? reading.value : refuse(reading.problems);
}

function refuse(problems: readonly string[]): never {
  throw new pulumi.RunError(problems.join("\n"));
}
