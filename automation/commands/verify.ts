import { bluegreen } from "../course/commandLines";
import type { Settings } from "../../config/schema";
import { readEngineState } from "../adapters/pulumi/engineState";
import { exitCodes, NoSuchStack, refused } from "../world/errors";
import type { Deployed, Ports, Stack } from "../world/ports";
import { type Environment, serviceSettings } from "../world/environment";
import { runChecks, type Verification } from "../verify/check";
import { allChecks } from "../verify/checks";
import {
  releaseContext,
  releasePermissions,
  type StackIdentity,
} from "../verify/releasePermissions";
import { describeFindings } from "../verify/table";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface VerifyOptions extends StackOptions {
  service: string[];
  image: string[];
  /** Skips the permissions of a release: the caller may be allowed to read only. */
  drift: boolean;
}

/** What `verify` works with. */
export interface VerifyParts {
  ports: Pick<Ports, "stack" | "observer" | "inspector" | "reads" | "metrics" | "clock" | "prices">;
  /** See Verification. */
  locks: Verification["locks"];
  /** See Verification. */
  backend: Verification["backend"];
  stackIdentity: StackIdentity;
  /** See Verification. */
  unreadable: Verification["unreadable"];
}

/** `bluegreen verify`: pre-flight checks of a release. Changes nothing. */
export async function verify(
  { ports, locks, backend, stackIdentity, unreadable }: VerifyParts,
  options: VerifyOptions,
): Promise<CommandResult> {
  const { stack, observer, inspector, reads, metrics, clock } = ports;
  const deployed = await deployedIn(stack);
  const environment = deployed && deployedEnvironment(deployed);
  const known = Object.keys(stack.settings.services);
  const services = options.service.length > 0 ? options.service : known;
  const chosen = Object.fromEntries(services.map((name) => [name, serviceSettings(stack, name)]));
  const findings = await runChecks(allChecks, {
    ...{ stack, observer, inspector, reads, metrics, clock },
    ...{ environment, services, locks, backend, unreadable },
    ...(deployed === null && notCreated(stack)),
    compared: services,
    project: stackIdentity.project,
    images: imagesOf(options),
    ...askedOfIam(options.drift ? null : environment, stackIdentity, {
      services: chosen,
      notify: stack.settings.notify,
    }),
  });
  const ready = findings.every(({ status }) => status !== "error");
  return {
    json: { ok: ready, stack: stack.name, findings },
    text: describeFindings(findings),
    exitCode: ready ? exitCodes.done : exitCodes.refused,
  };
}

function askedOfIam(
  environment: Environment | null,
  identity: StackIdentity,
  { services, notify }: Pick<Settings, "services" | "notify">,
): Pick<Verification, "permissions" | "context"> {
  if (!environment) return { permissions: [], context: {} };
  const { inventory } = environment;
  return {
    permissions: releasePermissions(inventory, services, identity, notify),
    context: releaseContext(inventory, identity),
  };
}

/** Null: there is no such stack, before the first `up` creates it. */
async function deployedIn(stack: Stack): Promise<Deployed | null> {
  try {
    return await stack.read();
  } catch (error) {
    if (error instanceof NoSuchStack) return null;
    throw error;
  }
}

/** Pulumi has nothing to say of such a stack; the account, its zones and its quotas can be checked all the same. */
function notCreated({ name, settings }: Stack): Pick<Verification, "stack" | "locks"> {
  const nothing = readEngineState({ deployment: {} });
  return {
    stack: { name, settings, engineState: () => Promise.resolve(nothing) },
    locks: () => Promise.resolve([]),
  };
}

/** Null before the first `up`. */
function deployedEnvironment({ release, inventory, colorSecret }: Deployed): Environment | null {
  return release && inventory && colorSecret ? { release, inventory, colorSecret } : null;
}

/** Images are optional here; each one given needs its service. */
function imagesOf({ stack, service, image }: VerifyOptions): Record<string, string> {
  if (image.length === 0) return {};
  if (image.length === service.length) {
    return Object.fromEntries(service.map((name, index) => [name, image[index]!]));
  }
  throw refused(
    `found ${service.length} --service and ${image.length} --image; each image needs its service`,
    `name a service for each image: ${bluegreen("verify", stack, "--service <name> --image <reference>")}`,
  );
}
