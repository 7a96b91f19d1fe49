/**
 * A program of nothing but resources, as plain as they come: `bareProgram.ts <project> <custom> <components>`.
 * Its `up` is what the engine and the SDK take for so many.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { skipQueriesAfterUp } from "../../automation/adapters/pulumi/engineRun";
import { findEngine } from "../../automation/engine/findEngine";

async function main(): Promise<void> {
  const [workDir, ...counts] = process.argv.slice(2) as [string, ...string[]];
  const [custom, components] = counts.map(Number) as [number, number];
  // eslint-disable-next-line @typescript-eslint/require-await -- a program is asynchronous
  const program = async () => {
    const perComponent = Math.ceil(custom / components);
    let left = custom;
    for (let index = 0; index < components; index++) {
      const parent = new pulumi.ComponentResource("bench:index:Some", `some-${index}`);
      for (let child = 0; child < perComponent && left > 0; child++, left--) {
        const name = `group-${index}-${child}`;
        new aws.cloudwatch.LogGroup(name, { name, tags: { bench: "bare" } }, { parent });
      }
    }
  };
  const pulumiCommand = await findEngine({ progress: () => undefined });
  const workspace = await LocalWorkspace.create({ workDir, pulumiCommand, program });
  const stack = await Stack.createOrSelect("bare", workspace);
  skipQueriesAfterUp(stack);
  await stack.up({ program, color: "never" });
}

void main();
