import { z } from "zod";
import { ofNamespace, type RawConfig } from "../../../config/raw";
import type { LocatedEngine } from "../../engine/findEngine";
import type { Stacks } from "../../world/stacks";
import { runCli } from "./cli";
import type { EngineOptions } from "./options";

export interface PulumiStacksOptions extends Omit<EngineOptions, "name" | "engine"> {
  /** Located when it is first needed. */
  engine: () => Promise<LocatedEngine>;
}

const listSchema = z.array(z.object({ name: z.string(), lastUpdate: z.string().optional() }));

const historySchema = z.array(
  z.object({
    kind: z.string(),
    config: z.record(
      z.string(),
      z.object({
        value: z.string().optional(),
        objectValue: z.unknown().optional(),
        secret: z.boolean(),
      }),
    ),
  }),
);

/** Updates per page; the last `up` may be further back, behind updates of other kinds. */
const pageSize = 10;

/** The project's stacks through Pulumi. */
export function pulumiStacks(options: PulumiStacksOptions): Stacks {
  const { project } = options;
  const ask = async (stack: string, ...args: string[]) =>
    runCli({ project, engine: await options.engine(), name: stack }, args);
  return {
    async list() {
      const stacks = listSchema.parse(JSON.parse(await ask("", "stack", "ls", "--json")));
      return stacks.map(({ name, lastUpdate }) => ({ name, lastUpdate: lastUpdate ?? null }));
    },
    async lastConfig(name) {
      for (let page = 1; ; page++) {
        const which = ["--page-size", String(pageSize), "--page", String(page)];
        const text = await ask(name, "stack", "history", "--json", ...which, "--stack", name);
        const history = (JSON.parse(text) ?? []) as unknown[];
        const last = readLastConfig(history, project.name);
        if (last || history.length < pageSize) return last;
      }
    },
    async restoreFile(name) {
      await ask(name, "config", "refresh", "--force", "--stack", name);
    },
    async keepImages(name, keep, services) {
      const { keepImagesInState } = require("./imagesInState") as typeof import("./imagesInState");
      await keepImagesInState({ ...options, name, engine: await options.engine() }, keep, services);
    },
    async destroy(name, again) {
      const { destroy } = require("./engineRun") as typeof import("./engineRun");
      await destroy({ ...options, name, engine: await options.engine() }, again);
    },
  };
}

/** Config of the newest `up` in `pulumi stack history --json`, which lists the newest first. */
export function readLastConfig(history: unknown, namespace: string): RawConfig | undefined {
  const last = historySchema.parse(history).find(({ kind }) => kind === "update");
  if (!last) return undefined;
  const plain = Object.entries(last.config).filter(([, { secret }]) => !secret);
  return ofNamespace(
    Object.fromEntries(plain.map(([key, { objectValue, value }]) => [key, objectValue ?? value])),
    namespace,
  );
}
