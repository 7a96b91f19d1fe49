import type { RawConfig } from "../../config/raw";
import type { Settings } from "../../config/schema";
import { readSettings } from "../../config/settings";

/** The shortest valid config with these services. */
export function config(services: Record<string, object> = { users: {} }): RawConfig {
  return { domain: "dev.example.com", services };
}

export function problemsOf(raw: RawConfig): string[] {
  const result = readSettings(raw);
  return result.ok ? [] : result.problems;
}

export function settingsOf(raw: RawConfig): Settings {
  const result = readSettings(raw);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.value;
}
