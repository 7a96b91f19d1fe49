import * as settings from "@pulumi/pulumi/runtime/settings";

/** Resolves once every registration has been answered. The types leave it out. */
const { getMonitor, waitForRPCs } = settings as unknown as {
  getMonitor: () => { registerResource: Register };
  waitForRPCs: () => Promise<void>;
};
export { waitForRPCs };

/** A resource as the program registers it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Names of the resources that it depends on, explicitly and through inputs. */
  dependsOn: string[];
  parent: string | undefined;
  /** Inputs that keep their deployed values (ignoreChanges). */
  ignoreChanges: string[];
  /** Pulumi refuses to replace or delete it. */
  protect: boolean;
  /** Deleting it leaves it in AWS. */
  retained?: boolean;
  /** The Pulumi id of what it takes over; empty: it is created. */
  imported?: string;
  /** What Pulumi's state knows it by: types of its parents and its own, then its name. */
  urn?: string;
  /** Other such names that Pulumi takes for it. */
  aliases?: string[];
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getImportid(): string;
  getAliasurnsList(): string[];
  getAliasesList(): Alias[];
}

interface Alias {
  getUrn(): string;
  getSpec(): { getName(): string; getType(): string } | undefined;
}

type Register = (request: RegisterRequest, callback: unknown) => Promise<void>;

/** The mocks don't receive dependencies; the monitor behind them does. */
export function recordRegistrations(
  resources: Registered[],
  inputs: Map<string, Record<string, unknown>>,
): void {
  const monitor = getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request, callback) => {
    const [type, name] = [request.getType(), request.getName()];
    await register(request, callback);
    resources.push({
      type,
      name,
      inputs: inputs.get(`${type} ${name}`) ?? {},
      dependsOn: request.getDependenciesList().map(label).sort(),
      parent: request.getParent() ? label(request.getParent()) : undefined,
      ignoreChanges: request.getIgnorechangesList(),
      protect: request.getProtect(),
      urn: urnOf(request.getParent(), type, name),
      aliases: aliasesOf(request, type, name),
      ...{ retained: request.getRetainondelete(), imported: request.getImportid() },
    });
  };
}

/** Without stack and project. */
function urnOf(parent: string, type: string, name: string): string {
  const [above = ""] = parent.split("::").slice(2);
  return `${above === "" || above === "pulumi:pulumi:Stack" ? "" : `${above}$`}${type}::${name}`;
}

function aliasesOf(request: RegisterRequest, type: string, name: string): string[] {
  const urns = [
    ...request.getAliasurnsList(),
    ...request.getAliasesList().flatMap((alias) => alias.getUrn() || []),
  ].map((urn) => urn.split("::").slice(2).join("::"));
  const specs = request.getAliasesList().flatMap((alias) => {
    const spec = alias.getUrn() ? undefined : alias.getSpec();
    return spec ? [urnOf(request.getParent(), spec.getType() || type, spec.getName() || name)] : [];
  });
  return [...urns, ...specs];
}

/** `urn:pulumi:dev::bluegreen::a$aws:lb/listener:Listener::edge-blue-http` -> `Listener edge-blue-http` */
export function label(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(2);
  return `${type.split(":").at(-1)} ${name}`;
}
