import { setTimeout as delay } from "node:timers/promises";
import { Scene } from "../../rehearsal/scene";
import { stackName } from "../../rehearsal/run/settings";
import { Workshop } from "./record";
import type { Write } from "./scenarios";

const fixedName = { type: "aws:cloudwatch/logGroup:LogGroup", name: "users" } as const;

/** Failures of the program's own resources, with the real Pulumi CLI and the local cloud's provider. */
export async function localCloudFailures(write: Write): Promise<void> {
  const scene = await Scene.open();
  try {
    const { client } = scene.cloud;
    Object.assign(process.env, scene.env);
    const { program } =
      require("../../components/program") as typeof import("../../components/program");
    const run = () => program({ nowMs: Date.now() });
    const workshop = new Workshop({ root: scene.workDir.root, stack: stackName, env: scene.env });
    await client.fault({ kind: "fail", operation: "create", ...fixedName });
    write("failedResource", await workshop.failedUp(run));
    await killedWhileCreating(scene);
    write("pendingOperations", await workshop.failedUp(run));
  } finally {
    await scene.close();
  }
}

/** The group's name is fixed, so the next `up` finds a group that Pulumi knows nothing about. */
async function killedWhileCreating(scene: Scene): Promise<void> {
  const { client } = scene.cloud;
  const { id } = await client.fault({
    kind: "pause",
    operation: "create",
    when: "after",
    ...fixedName,
  });
  const running = scene.start(["up"], () => undefined);
  const isReached = async () =>
    (await client.faults()).some((fault) => fault.id === id && fault.reached);
  while (!(await isReached())) await delay(100);
  // Deployer and Pulumi together.
  process.kill(-running.pid, "SIGKILL");
  await running.ended;
  await client.releaseFault(id!, "continue");
  await scene.pulumi("cancel", "--yes");
}
