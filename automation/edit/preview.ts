import { stringify } from "yaml";
import { fargateSize } from "../../config/checks/compute";
import { parseValues } from "../../config/raw";
import { previewsBoundary } from "../../privilege/scope";
import { freeSlot, slotOfName } from "../../config/ruleSlot";
import type { ServiceSettings, Settings } from "../../config/schema";
import { openText, settingOf } from "./settingsText";

export interface Preview {
  /** The stack, such as `pr-7`. */
  name: string;
  /** The environment whose foundation it uses, and that environment's settings. */
  from: string;
  settings: Settings;
  /** Names of the services that it runs itself. */
  services: readonly string[];
  /** Rule slots on the listeners that are taken. */
  takenSlots: ReadonlySet<number>;
  /** ISO 8601, UTC. */
  expiresAt: string;
}

/** Settings that a preview does not take over from its environment. */
const own = [
  ...["network", "loadBalancers", "protect", "keepImages"],
  ...["drain", "windows", "blockers", "approval", "notify"],
  ...["services", "imagesFrom", "hostedZone"],
];

/** Nobody relies on a preview, so a release in it drains for the TTL of its names and no longer. */
const drain = { ttlSeconds: 0, marginSeconds: 0, quietSeconds: 1, maxQuietSeconds: 0 };

/** The settings file of a preview, made from that of its environment. */
export function previewText(text: string, project: string, preview: Preview): string {
  const base = openText(text, project);
  const all = (base.document.toJSON() as { config: Record<string, unknown> }).config;
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(all)) {
    const isOwn = own.some((name) => key === `${project}:${name}`);
    if (!isOwn && !isSecret(value)) config[key] = value;
  }
  const set = (key: string, value: unknown) => (config[`${project}:${key}`] = value);
  set("foundation", preview.from);
  set("expiresAt", preview.expiresAt);
  set("drain", drain);
  const boundary = preview.settings.permissionsBoundary;
  if (boundary !== undefined) set("permissionsBoundary", previewsBoundary(boundary));
  const { services } = parseValues({ services: settingOf(base, "services") });
  set("services", servicesOf(services, preview));
  // Pulumi reads YAML 1.1, in which an unquoted time would become a timestamp.
  const yaml = stringify({ config }, { lineWidth: 0, version: "1.1" });
  const pr = preview.name.replace(/^pr-/, "");
  return `# Preview of pull request ${pr}. To delete it: bluegreen preview down --pr ${pr}\n${yaml}`;
}

/** As in the environment, but with one task on Fargate each, and their own names and rule slots. */
function servicesOf(written: unknown, preview: Preview): Record<string, object> {
  const { name: stack, settings, services } = preview;
  const taken = new Set(preview.takenSlots);
  const placeOf = (name: string, service: ServiceSettings): object => {
    if (service.kind === "worker") return {};
    const slot = freeSlot(slotOfName(`${stack}/${name}`), taken);
    taken.add(slot);
    return { host: `${service.host ?? name}-${stack}`, hosts: undefined, ruleSlot: slot };
  };
  const entries = services.map((name) => {
    const service = settings.services[name]!;
    const changed = { ...placeOf(name, service), ...withoutJudges, size: 1 };
    const { cpu, memoryMiB } = service;
    const compute = { compute: { type: "fargate" }, ...fargateSize(cpu, memoryMiB) };
    return [name, { ...(written as Record<string, object>)[name], ...changed, ...compute }];
  });
  return Object.fromEntries(entries) as Record<string, object>;
}

/** A preview has hardly any requests, and one small task: neither can be judged by those of its environment. */
const withoutJudges = { compare: undefined, warm: undefined, canary: undefined };

/** Whether it contains a secret, which is encrypted for the other stack. */
function isSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(isSecret);
}
