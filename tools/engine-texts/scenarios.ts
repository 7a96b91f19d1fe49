import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { failureOf, type Program, type Recorded, Workshop } from "./record";

export type Write = (name: string, recorded: Recorded) => void;

const nothing: Program = () => Promise.resolve({});
const none = { programError: null, failures: [], interrupted: [], cancelled: false };

/** Failures that need no cloud. */
export async function ownFailures(write: Write): Promise<void> {
  const workshop = new Workshop();
  try {
    const stack = await workshop.stack();
    const missing = async () => Stack.select("nope", await workshop.workspace());
    write("unknownStack", { ...none, error: await failureOf(missing) });
    write("lockHeld", await lockHeld(workshop, stack));
    write("refusedByProgram", await workshop.failedUp(refusing));
    write("cancelled", await cancelled(workshop));
    write("pluginNotFound", await workshop.failedUp(withAws));
    for (const [name, env] of Object.entries(wrongEnvironments)) {
      write(name, await workshop.failedUp(nothing, { env }));
    }
  } finally {
    workshop.remove();
  }
}

const wrongEnvironments = {
  wrongPassphrase: { PULUMI_CONFIG_PASSPHRASE: "wrong" },
  notLoggedIn: { PULUMI_BACKEND_URL: "https://api.pulumi.com" },
  cloudUnreachable: { PULUMI_BACKEND_URL: "http://127.0.0.1:9", PULUMI_ACCESS_TOKEN: "pul-0" },
  noStateFolder: { PULUMI_BACKEND_URL: "file:///nowhere/state" },
  bucketUnreachable: {
    PULUMI_BACKEND_URL: "s3://state?region=eu-central-1&endpoint=http://127.0.0.1:9",
  },
};

const refusing: Program = () =>
  Promise.reject(
    new pulumi.RunError("The config of stack dev has problems:\n- `domain` is missing"),
  );

/** Its plugin is not on this machine and can't be downloaded from a network without Pulumi's servers. */
const withAws: Program = async () => {
  const aws = await import("@pulumi/aws");
  new aws.ecs.Cluster("cluster");
  return {};
};

async function lockHeld(workshop: Workshop, stack: Stack): Promise<Recorded> {
  const end = new AbortController();
  const begun = new AbortController();
  const first = stack.up({
    program: async () => {
      begun.abort();
      await until(end.signal);
      return {};
    },
  });
  await until(begun.signal);
  const second = await workshop.failedUp(nothing);
  end.abort();
  await first;
  return second;
}

async function cancelled(workshop: Workshop): Promise<Recorded> {
  const stop = new AbortController();
  const end = new AbortController();
  const waiting: Program = async () => {
    setTimeout(() => stop.abort(new Error("stopped by SIGINT")), 1000);
    await until(end.signal);
    return {};
  };
  const recorded = await workshop.failedUp(waiting, { signal: stop.signal });
  end.abort();
  return recorded;
}

/** Waits for a signal, at most a minute. */
async function until(signal: AbortSignal): Promise<void> {
  await delay(60_000, undefined, { signal }).catch(() => undefined);
}
