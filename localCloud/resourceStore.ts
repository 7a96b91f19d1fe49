import type { Resource } from "./control/resource";
import { CloudError } from "./errors";

/** All resources, by type and key. */
export class ResourceStore {
  private readonly byType = new Map<string, Map<string, Resource>>();

  all(type: string): Resource[] {
    return [...(this.byType.get(type)?.values() ?? [])];
  }

  /** Type and logical name of every resource. */
  list(): { type: string; name: string }[] {
    const all = [...this.byType.values()].flatMap((resources) => [...resources.values()]);
    return all.map(({ type, name }) => ({ type, name }));
  }

  get(type: string, key: string): Resource | undefined {
    return this.byType.get(type)?.get(key);
  }

  /** The resource whose input or output `property` is `value`; throws if there is none. */
  require(type: string, property: string, value: string): Resource {
    const found = this.all(type).find(({ inputs, outputs }) =>
      [inputs[property], outputs[property]].includes(value),
    );
    if (found) return found;
    const kind = type.split(":").at(-1) ?? type;
    throw new CloudError(`${kind}NotFound`, `no ${type} has the ${property} '${value}'`);
  }

  put(key: string, resource: Resource): void {
    const resources = this.byType.get(resource.type) ?? new Map<string, Resource>();
    this.byType.set(resource.type, resources.set(key, resource));
  }

  remove(type: string, key: string): void {
    this.byType.get(type)?.delete(key);
  }
}
