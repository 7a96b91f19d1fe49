import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { PlannedResources } from "../../world/ports";
import { nameOf } from "./urn";

const stackType = "pulumi:pulumi:Stack";

/** What the engine's events of one operation tell: failed resources, why, and what is under way. */
export interface UpEvents {
  onEvent: (event: EngineEvent) => void;
  /** `name (type): reason` of each resource that failed, then errors that belong to none. */
  failures: () => string[];
  /** What an earlier `up` was killed in the middle of, as the engine remembers it. */
  interrupted: () => string[];
  /** Inputs of every custom resource that is to exist afterwards. */
  planned: () => PlannedResources;
}

export function collectEvents(onResource: (text: string) => void): UpEvents {
  const errors: string[] = [];
  const interrupted: string[] = [];
  const planned: PlannedResources = new Map();
  return {
    onEvent: ({ diagnosticEvent, resourcePreEvent }) => {
      if (diagnosticEvent?.severity === "error") {
        errors.push(describeError(diagnosticEvent.urn ?? "", diagnosticEvent.message));
      }
      if (diagnosticEvent?.severity === "warning") {
        interrupted.push(...interruptedIn(plain(diagnosticEvent.message)));
      }
      if (!resourcePreEvent) return;
      const { op, urn, type, new: wanted } = resourcePreEvent.metadata;
      if (wanted?.custom && type !== stackType && !type.startsWith("pulumi:")) {
        const replaced = op.includes("replace");
        planned.set(urn, { type, inputs: wanted.inputs as Record<string, unknown>, replaced });
      }
      if (isChange(op)) onResource(`${verbs[op] ?? op} ${nameOf(urn)} (${type})`);
    },
    failures: () => [...new Set(errors)],
    interrupted: () => [...new Set(interrupted)],
    planned: () => planned,
  };
}

const verbs: Record<string, string> = {
  create: "creating",
  update: "updating",
  replace: "replacing",
  delete: "deleting",
};

function isChange(op: string): boolean {
  return op in verbs;
}

// `urn:pulumi:stack::project::parent$type::name`
function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}

function describeError(urn: string, message: string): string {
  const text = plain(message).trim();
  return urn && typeOf(urn) !== stackType ? `${nameOf(urn)} (${typeOf(urn)}): ${text}` : text;
}

/** The engine lists them in one warning: `* urn:…, interrupted while creating`. */
function interruptedIn(warning: string): string[] {
  if (!warning.includes("pending operations")) return [];
  return [...warning.matchAll(/\* (?<urn>urn:\S+), interrupted while (?<doing>\w+)/g)].map(
    ({ groups }) => {
      const { urn = "", doing = "" } = groups ?? {};
      const what = `${nameOf(urn)} (${typeOf(urn)})`;
      return `an earlier \`up\` was killed while ${doing} ${what}: look whether it is there`;
    },
  );
}

/** Without the engine's color marks, such as `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "");
}
