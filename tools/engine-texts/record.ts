import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { collectEvents } from "../../automation/adapters/pulumi/upEvents";
import { locateEngine } from "../../automation/engine/findEngine";

export type Program = () => Promise<Record<string, unknown>>;

/** What Pulumi reported about an operation that failed. */
export interface Recorded {
  /** Message of the error that the Automation API threw. */
  error: string;
  /** Message of the error that the program threw; null if there was none. */
  programError: string | null;
  /** From Pulumi's events. */
  failures: string[];
  interrupted: string[];
  cancelled: boolean;
}

interface Place {
  root: string;
  stack: string;
  env: Record<string, string>;
}

/**
 * A project and its stack for a failing operation: by default `dev` with a file backend, in a folder of
 * its own.
 */
export class Workshop {
  constructor(private readonly place: Place = ownPlace()) {}

  async workspace(env: Record<string, string> = {}): Promise<LocalWorkspace> {
    const { root } = await locateEngine({ progress: () => undefined });
    const pulumiCommand = await PulumiCommand.get(root === null ? {} : { root });
    return LocalWorkspace.create({
      workDir: this.place.root,
      pulumiCommand,
      envVars: { ...this.place.env, ...env },
      program: () => Promise.resolve({}),
    });
  }

  async stack(env: Record<string, string> = {}): Promise<Stack> {
    return Stack.createOrSelect(this.place.stack, await this.workspace(env));
  }

  /** Runs an `up` that must fail. */
  async failedUp(program: Program, options: FailedUpOptions = {}): Promise<Recorded> {
    const { env = {}, signal } = options;
    let programError: string | null = null;
    const noting: Program = async () => {
      try {
        return await program();
      } catch (error) {
        programError = (error as Error).message;
        throw error;
      }
    };
    const events = collectEvents(() => undefined);
    const error = await failureOf(async () => {
      const stack = await this.stack(env);
      await stack.up({
        program: noting,
        color: "never",
        onEvent: events.onEvent,
        ...(signal === undefined ? {} : { signal }),
      });
    });
    const cancelled = signal?.aborted ?? false;
    return {
      error,
      programError,
      failures: events.failures(),
      interrupted: events.interrupted(),
      cancelled,
    };
  }

  remove(): void {
    rmSync(this.place.root, { recursive: true, force: true });
  }
}

function ownPlace(): Place {
  const root = mkdtempSync(join(tmpdir(), "bluegreen-texts-"));
  const state = join(root, "state");
  mkdirSync(state);
  writeFileSync(join(root, "Pulumi.yaml"), "name: bluegreen\nruntime: nodejs\n");
  writeFileSync(join(root, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-central-1\n");
  const env = {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_HOME: join(root, "home"),
    PULUMI_CONFIG_PASSPHRASE: "right",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // No stand-in provider, account or login of whoever runs this.
    PULUMI_DEBUG_PROVIDERS: "",
    PULUMI_ACCESS_TOKEN: "",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return { root, stack: "dev", env };
}

export interface FailedUpOptions {
  env?: Record<string, string>;
  signal?: AbortSignal;
}

export async function failureOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("this operation should have failed but succeeded");
}
