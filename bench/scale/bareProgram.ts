/**
 * A program of nothing but simple resources: `bareProgram.ts <project> <BareShape as JSON>`. Its `up`
 * takes what Pulumi and the SDK need for that many.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, Stack, type UpOptions } from "@pulumi/pulumi/automation";
import { skipQueriesAfterUp } from "../../automation/adapters/pulumi/engineRun";
import { findEngine } from "../../automation/engine/findEngine";

export const bareStack = "bare";

export interface BareShape {
  /** Log groups, shared evenly among the components. */
  custom: number;
  components: number;
  /** Tags of each: as many values as the state has for other resource types, with the same total length. */
  fill: { tags: number; characters: number };
  /**
   * Once all exist: for each number, an `up` that registers and targets `registered` resources and
   * changes that many of them, as a release does. Null: one `up` of everything.
   */
  release: { registered: number; changes: number[] } | null;
}

const componentType = "bench:index:Some";
const componentName = (index: number) => `some-${index}`;
/** A service's resources have two on average. */
const usualDependencies = 2;
const perComponent = ({ custom, components }: BareShape) => Math.ceil(custom / components);

/** The first `changed` log groups get a tag that none had before. */
function programOf(shape: BareShape, components: number, changed: number) {
  const fill = tagsOf(shape.fill);
  // eslint-disable-next-line @typescript-eslint/require-await -- a program is asynchronous
  return async () => {
    let made = 0;
    for (let index = 0; index < components; index++) {
      const parent = new pulumi.ComponentResource(componentType, componentName(index));
      const before: pulumi.Resource[] = [];
      for (let child = 0; child < perComponent(shape) && made < shape.custom; child++, made++) {
        const name = `group-${index}-${child}`;
        const tags = { ...fill, bench: made < changed ? String(process.hrtime.bigint()) : "bare" };
        const dependsOn = before.slice(-usualDependencies);
        before.push(new aws.cloudwatch.LogGroup(name, { name, tags }, { parent, dependsOn }));
      }
    }
  };
}

function tagsOf({ tags, characters }: BareShape["fill"]): Record<string, string> {
  const names = Array.from({ length: tags }, (_, index) => `fill${index}`);
  const length = Math.max(1, Math.round(characters / tags) - names.join("").length / tags);
  return Object.fromEntries(names.map((name) => [name, "-".repeat(length)]));
}

async function main(): Promise<void> {
  const [workDir, json] = process.argv.slice(2) as [string, string];
  const shape = JSON.parse(json) as BareShape;
  const { components, release } = shape;
  const whole = programOf(shape, components, 0);
  const pulumiCommand = await findEngine({ progress: () => undefined });
  const workspace = await LocalWorkspace.create({ workDir, pulumiCommand, program: whole });
  const stack = await Stack.createOrSelect(bareStack, workspace);
  skipQueriesAfterUp(stack);
  const up = (options: UpOptions) => stack.up({ ...options, color: "never" });
  if (!release) return void (await up({ program: whole }));
  const some = Math.ceil(release.registered / (perComponent(shape) + 1));
  const { name: project } = await workspace.projectSettings();
  const urn = (index: number) =>
    `urn:pulumi:${bareStack}::${project}::${componentType}::${componentName(index)}`;
  const target = Array.from({ length: some }, (_, index) => urn(index));
  for (const changed of release.changes) {
    await up({ program: programOf(shape, some, changed), target, targetDependents: true });
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    // The SDK's own handler prints uncaught errors and exits with 0.
    console.error(error);
    process.exitCode = 1;
  });
}
