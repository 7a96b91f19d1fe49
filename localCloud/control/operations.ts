import type { Cloud } from "../cloud";
import { CloudError } from "../errors";
import { takeItsTime } from "./awsTimes";
import { type Checked, checkInputs } from "./check";
import { type Changes, diffInputs } from "./diff";
import { registry } from "./registry";
import type { ResourceType } from "./resourceType";
import type { Properties, Resource } from "./resource";

/** A resource the way Pulumi names it. */
export interface Identity {
  /** Pulumi type token. */
  type: string;
  /** Logical name. */
  name: string;
}

/** Pulumi's operations on resources: each function is one call of its provider protocol. */
export function check(
  cloud: Cloud,
  { type, name }: Identity,
  olds: Properties,
  inputs: Properties,
): Checked {
  const known = registry.get(type);
  if (known) return checkInputs(known, name, olds, inputs, cloud.random);
  const reason = `the local cloud does not model resource type \`${type}\``;
  return { inputs, failures: [{ property: "", reason }] };
}

export function diff(
  _cloud: Cloud,
  { type, name }: Identity,
  olds: Properties,
  inputs: Properties,
): Changes {
  return diffInputs(requireType(type), name, olds, inputs);
}

export async function create(
  cloud: Cloud,
  identity: Identity,
  inputs: Properties,
): Promise<{ id: string; state: Properties }> {
  const type = requireType(identity.type);
  await cloud.faults.strike("before", "create", identity);
  await takeItsTime(cloud, identity.type);
  const { id, outputs } = await type.create(cloud, inputs, identity.name);
  const state = { ...inputs, ...outputs };
  cloud.resources.put(keyOf(type, id, state), { ...identity, id, inputs, outputs });
  await cloud.faults.strike("after", "create", identity);
  return { id, state };
}

export async function update(
  cloud: Cloud,
  identity: Identity,
  id: string,
  olds: Properties,
  inputs: Properties,
): Promise<{ state: Properties }> {
  const type = requireType(identity.type);
  const resource = requireResource(cloud, type, id, olds);
  await takeItsTime(cloud, identity.type);
  const ignored = (await cloud.faults.strike("before", "update", identity)) === "ignore";
  const changed = ignored ? {} : await type.update?.(cloud, resource, inputs, olds);
  const outputs = { ...resource.outputs, ...changed };
  Object.assign(resource, { inputs, outputs });
  await cloud.faults.strike("after", "update", identity);
  return { state: { ...inputs, ...outputs } };
}

/** A resource that is already gone counts as deleted. */
export async function remove(
  cloud: Cloud,
  identity: Identity,
  id: string,
  olds: Properties,
): Promise<void> {
  const type = requireType(identity.type);
  const key = keyOf(type, id, olds);
  const resource = cloud.resources.get(type.token, key);
  if (!resource) return;
  await cloud.faults.strike("before", "delete", identity);
  await takeItsTime(cloud, identity.type);
  // What only the provider knows of a resource is in Pulumi's state, and may have been changed there.
  const own = type.providerOnly ?? [];
  const said = Object.fromEntries(own.flatMap((key) => (key in olds ? [[key, olds[key]]] : [])));
  await type.delete?.(cloud, { ...resource, inputs: { ...resource.inputs, ...said } });
  cloud.resources.remove(type.token, key);
  await cloud.faults.strike("after", "delete", identity);
}

/** State is null if there is no such resource. */
export function read(
  cloud: Cloud,
  identity: Identity,
  id: string,
  olds: Properties,
): { state: Properties | null; inputs: Properties } {
  const type = requireType(identity.type);
  const resource = cloud.resources.get(type.token, keyOf(type, id, olds));
  if (!resource) return { state: null, inputs: {} };
  const changed = type.read?.(cloud, resource);
  const isImport = Object.keys(olds).length === 0;
  const unknown = Object.fromEntries(
    (isImport ? (type.providerOnly ?? []) : []).map((key) => [key, undefined]),
  );
  return {
    state: { ...resource.inputs, ...resource.outputs, ...changed, ...unknown },
    inputs: { ...resource.inputs, ...changed, ...unknown },
  };
}

function requireType(token: string): ResourceType {
  const type = registry.get(token);
  if (type) return type;
  throw new CloudError("Unsupported", `the local cloud does not model resource type \`${token}\``);
}

function requireResource(cloud: Cloud, type: ResourceType, id: string, olds: Properties): Resource {
  const resource = cloud.resources.get(type.token, keyOf(type, id, olds));
  if (resource) return resource;
  throw new CloudError("NotFound", `${type.token} '${id}' does not exist`);
}

function keyOf(type: ResourceType, id: string, state: Properties): string {
  return type.key?.(id, state) ?? id;
}
