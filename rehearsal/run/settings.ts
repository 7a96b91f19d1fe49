import { shellLine } from "../../automation/course/shellLine";

export const stackName = "rehearsal";
export const domain = "rehearsal.test";
/** The service being released while the others keep serving. */
export const released = "users";
export const services = ["users", "matching"] as const;

export interface SettingsInput {
  ttlSeconds: number;
  /** How long a candidate may take to become healthy, in seconds. */
  startSeconds: number;
  /**
   * Settings of a service, by its name, that are added to these or override them; null removes one. A
   * service of another name has only these.
   */
  more?: Record<string, object | null>;
  /** How long the name servers may take to answer with a change, in seconds. */
  dnsSeconds?: number;
  /** Longer waits after the TTL than a release needs here: time in which something may go wrong. */
  afterTtl?: { marginSeconds: number; maxQuietSeconds: number };
  /** Who is notified of releases. */
  notify?: object[];
}

const endToEndTest = require.resolve("./endToEndTest");

/**
 * `config` of the environment's settings file. Durations that AWS counts are written as for AWS and pass
 * faster in the local cloud; what the deployer itself waits for is short. `users` runs on instances, as
 * the team's services do, `matching` on Fargate.
 */
export function settings({
  ttlSeconds,
  startSeconds,
  dnsSeconds = 300,
  afterTtl = { marginSeconds: 1, maxQuietSeconds: 1 },
  more = {},
  notify,
}: SettingsInput): Record<string, unknown> {
  const usual = services.map((name) => [name, usualService(name, startSeconds)] as const);
  const all: Record<string, object> = Object.fromEntries(usual);
  for (const [name, changes] of Object.entries(more)) {
    if (changes) all[name] = { ...all[name], ...changes };
    else delete all[name];
  }
  const own = {
    domain,
    dnsSeconds,
    drain: { ttlSeconds, quietSeconds: 1, ...afterTtl },
    services: all,
    ...(notify && { notify }),
  };
  const keys = Object.entries(own).map(([key, value]) => [`bluegreen:${key}`, value] as const);
  return { "aws:region": "eu-central-1", ...Object.fromEntries<unknown>(keys) };
}

function usualService(name: string, startSeconds: number): Record<string, unknown> {
  return {
    size: 2,
    compute: { type: name === released ? "ec2" : "fargate" },
    deregistrationSeconds: 20,
    stopSeconds: 20,
    startSeconds,
    checks: [
      { path: "/health", status: 200 },
      { path: "/version", json: { service: name } },
    ],
    test: { command: commandOf(endToEndTest), timeoutSeconds: 60 },
  };
}

/** That runs a program of the rehearsal. */
export function commandOf(program: string): string {
  const typescript = require.resolve("../../bin/typescript.cjs");
  return shellLine([process.execPath, "--require", typescript, program]);
}

export function productionNames(): Record<string, string> {
  return Object.fromEntries(services.map((name) => [name, `${name}.${domain}`]));
}
