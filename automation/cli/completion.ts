import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { parse } from "yaml";
import type { Shell } from "./shells";

/** The script that a shell loads; it asks `bluegreen complete -- <words>` at each Tab. */
export async function completionScript(shell: Shell): Promise<string> {
  const { script } = await import("@bomb.sh/tab");
  return printed(() => script(shell, "bluegreen", "bluegreen"));
}

/** What may follow these words, a line each, as the shells' scripts read them. Asks nobody but the project's files. */
export async function completionsOf(
  program: Command,
  words: readonly string[],
  folder: string,
): Promise<string> {
  const { default: tab } = await import("@bomb.sh/tab/commander");
  const root = tab(program);
  for (const command of root.commands.values()) {
    for (const [name, values] of Object.entries(valuesOf(words, folder))) {
      const option = command.options.get(name);
      if (option) option.handler = (complete) => values().forEach((value) => complete(value, ""));
    }
  }
  return printed(() => root.parse([...words]));
}

type Values = Record<"stack" | "service" | "from", () => string[]>;

function valuesOf(words: readonly string[], folder: string): Values {
  const stacks = () => stacksIn(folder);
  const at = words.indexOf("--stack");
  const stack = at === -1 ? undefined : words[at + 1];
  const named = () => (stack !== undefined && stacks().includes(stack) ? [stack] : stacks());
  const services = () => [...new Set(named().flatMap((name) => servicesOf(folder, name)))];
  return { stack: stacks, from: stacks, service: services };
}

function stacksIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap((file) => /^Pulumi\.([\w.-]+)\.ya?ml$/.exec(file)?.[1] ?? [])
      .sort();
  } catch {
    return [];
  }
}

/** Of a file as it stands, whatever else is wrong in it. */
function servicesOf(folder: string, stack: string): string[] {
  try {
    const text = readFileSync(join(folder, `Pulumi.${stack}.yaml`), "utf8");
    const { config = {} } = (parse(text) ?? {}) as { config?: Record<string, unknown> };
    return Object.entries(config).flatMap(([key, value]) =>
      key.endsWith(":services") && typeof value === "object" ? Object.keys(value ?? {}) : [],
    );
  } catch {
    return [];
  }
}

/** The library prints what it finds. */
function printed(print: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts: unknown[]) => void lines.push(parts.join(" "));
  try {
    print();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}
