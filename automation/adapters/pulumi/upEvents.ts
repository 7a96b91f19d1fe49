import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import type { Preview } from "../../world/ports";
import { nameOf } from "./urn";

const stackType = "pulumi:pulumi:Stack";

/** What the events of one Pulumi operation say: failed resources and why, and what is in progress. */
export interface UpEvents {
  onEvent: (event: EngineEvent) => void;
  /** `name (type): reason` of each failed resource, then errors that belong to no resource. */
  failures: () => string[];
  /** Operations that an earlier, killed `up` never finished, as Pulumi recorded them. */
  interrupted: () => string[];
  /** Names of the resources of a type that were changed or created. */
  changed: (type: string) => string[];
  /** Inputs of every custom resource, both existing and planned. */
  preview: () => Preview;
}

export function collectEvents(onResource: (text: string) => void): UpEvents {
  const errors: string[] = [];
  const interrupted: string[] = [];
  const changed: { type: string; name: string }[] = [];
  const preview: Preview = { recorded: new Map(), planned: new Map() };
  return {
    onEvent: ({ diagnosticEvent, resourcePreEvent }) => {
      if (diagnosticEvent?.severity === "error") {
        errors.push(describeError(diagnosticEvent.urn ?? "", diagnosticEvent.message));
      }
      if (diagnosticEvent?.severity === "warning") {
        interrupted.push(...interruptedIn(plain(diagnosticEvent.message)));
      }
      if (!resourcePreEvent) return;
      const { op, urn, type, old: is, new: wanted } = resourcePreEvent.metadata;
      const replaced = op.includes("replace");
      if (isResource(is)) {
        const { inputs, retainOnDelete: retained = false } = is;
        preview.recorded.set(urn, { type, inputs, replaced: false, retained });
      }
      if (isResource(wanted)) {
        const { inputs, retainOnDelete: retained = false } = wanted;
        preview.planned.set(urn, { type, inputs, replaced, retained });
      }
      if (!isChange(op)) return;
      onResource(`${verbs[op] ?? op} ${nameOf(urn)} (${type})`);
      if (op !== "delete") changed.push({ type, name: nameOf(urn) });
    },
    failures: () => [...new Set(errors)],
    interrupted: () => [...new Set(interrupted)],
    changed: (wanted) => changed.flatMap(({ type, name }) => (type === wanted ? [name] : [])),
    preview: () => preview,
  };
}

const verbs: Record<string, string> = {
  create: "creating",
  import: "taking over",
  update: "updating",
  replace: "replacing",
  delete: "deleting",
};

/** Neither the program's own components nor Pulumi's own resources. */
function isResource<State extends StepEventStateMetadata>(
  state: State | undefined,
): state is State & { inputs: Record<string, unknown> } {
  return state?.custom === true && !state.type.startsWith("pulumi:");
}

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

/** Pulumi lists them in one warning: `* urn:…, interrupted while creating`. */
function interruptedIn(warning: string): string[] {
  if (!warning.includes("pending operations")) return [];
  return [...warning.matchAll(/\* (?<urn>urn:\S+), interrupted while (?<doing>\w+)/g)].map(
    ({ groups }) => {
      const { urn = "", doing = "" } = groups ?? {};
      const what = `${nameOf(urn)} (${typeOf(urn)})`;
      return `an earlier \`up\` was killed while ${doing} ${what}; check whether it exists`;
    },
  );
}

/** Removes Pulumi's color marks, such as `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "");
}
