import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fargateProviders } from "../config/capacitySchema";
import { idleTimeoutSeconds } from "../config/longRequests";
import { registeredColors } from "../config/registered";
import { productionNames } from "../config/names";
import { firstRecord } from "../config/recordedNames";
import type { Settings } from "../config/schema";
import { admittedRanges, testAccessOf } from "../config/testAccess";
import type { RestrictedAccess } from "../release/inventory";
import { involvement } from "../release/routing";
import { servingOf, servingServices } from "../release/serving";
import { type ReleaseState, serviceState } from "../release/state";
import { BlueGreenService } from "./blueGreenService";
import { type BesideEnvironment, besideEnvironment } from "./stack/beside";
import { DomainCertificate } from "./network/certificate";
import { associateCapacity, ecsCluster } from "./fleet/ecsCluster";
import type { ColorLoadBalancerArgs } from "./loadBalancer/colorLoadBalancer";
import type { ProductionName } from "./loadBalancer/publicSide";
import { Edge } from "./loadBalancer/edge";
import type { Edges } from "./loadBalancer/edges";
import type { Foreign } from "./stack/foreign";
import { type Base, baseOn, type ClusterPlace, foundationOutput } from "./stack/foundation";
import type { Foundation } from "./stack/foundationSchema";
import { InstanceBase } from "./fleet/instanceBase";
import { inventory, type InventoryOutput } from "./stack/inventory";
import { network } from "./network/network";
import type { Deployed } from "./stack/deployed";
import { isOnInstances, isOnSpot, keptEntries, registeredServices } from "./stack/kept";
import type { PrivateBase } from "./stack/privateBase";
import type { NameZones } from "./stack/nameZones";
import { PrivateNames } from "./loadBalancer/privateNames";
import { repositoriesOutput, type Repositories, repositoryOf } from "./images/repositories";
import { byColor } from "./loadBalancer/targetGroups";

export interface EnvironmentArgs {
  settings: Settings;
  /** The release state that this `up` makes true. */
  release: ReleaseState;
  colorSecret: pulumi.Input<string>;
  foreign: Foreign;
  nameZones: NameZones;
  /** Services whose own repository exists, but is not recorded (images/kept.ts). */
  keptRepositories: ReadonlySet<string>;
  /** See ProgramOptions. */
  nowMs: number;
  /** Services that this `up` is limited to; null: all. */
  only: readonly string[] | null;
  deployed: Pick<
    Deployed,
    | "release"
    | "services"
    | "entries"
    | "clusterName"
    | "s3Endpoint"
    | "fargateProviders"
    | "ipv6"
    | "alarms"
  >;
  /** Services that nobody calls any more: they keep their private names, without protection. */
  uncalled: readonly string[];
  /** The one that the settings name; null: the environment has its own, or another environment's. */
  cluster: ClusterPlace | null;
  /** See Base. */
  certificateArns: readonly string[] | null;
  /** Null: no service has a private name, or the environment is built on another one. */
  privateBase: PrivateBase | null;
}

export interface EnvironmentOutputs {
  inventory: InventoryOutput;
  /** Undefined in an environment built on another one. */
  foundation: pulumi.Output<Foundation> | undefined;
  repositories: pulumi.Output<Repositories>;
  /** What a team's own resources may refer to. */
  forBeside: BesideEnvironment;
  /** Resolves once everything that a release changes is applied; deletes come after it. */
  released: pulumi.Output<unknown>;
}

/** Everything in an environment, from the network to the last record. */
export function environment(args: EnvironmentArgs): EnvironmentOutputs {
  const { settings, foreign, deployed } = args;
  const base = foreign.foundation ? baseOn(foreign.foundation) : ownBase(args);
  const registered = registeredServices(settings, args.release, args.only);
  const testAccess = testAccessOf(settings, foreign.foundation, deployed.services);
  const services = makeServices(args, base, registered, testAccess);
  const kept = (entries: Record<string, unknown>) => keptEntries(settings, registered, entries);
  const made = Object.values(services).flatMap(({ released }) => released.map(({ urn }) => urn));
  return {
    inventory: inventory({
      ...{ settings, base, services },
      s3Endpoint: deployed.s3Endpoint && !foreign.foundation,
      fargateProviders: !foreign.foundation && listsFargate(args),
      ipv6: keepsIpv6(args) && !foreign.foundation,
      privateNamesAreOpen: args.privateBase?.protect === false,
      kept: kept(deployed.entries.inventory),
    }),
    foundation: foreign.foundation
      ? undefined
      : foundationOutput(settings, base, args.uncalled, testAccess, listsFargate(args)),
    repositories: repositoriesOutput(services, kept(deployed.entries.repositories)),
    forBeside: besideEnvironment(settings, base, services),
    released: pulumi.all(made),
  };
}

/**
 * Protected even if nothing here serves: environments built on it may, and only the deployer can
 * find out.
 */
function ownBase(args: EnvironmentArgs): Base {
  const { settings, release, privateBase, deployed, certificateArns } = args;
  const own = { protect: true };
  const zone = aws.route53.getZoneOutput({
    name: settings.hostedZone ?? settings.domain,
    privateZone: false,
  });
  const ipv6 = keepsIpv6(args);
  const uses = { withS3: deployed.s3Endpoint, withIpv6: ipv6 };
  const place = network(settings.network, uses, own);
  const cluster = args.cluster ?? ecsCluster(deployed.clusterName, own);
  const common = {
    network: place,
    idleTimeoutSeconds: idleTimeoutSeconds(settings, release),
    options: settings.loadBalancers,
    protect: settings.protect,
  };
  const edges = makeEdges(args, { ...common, ipv6 }, zone.zoneId, own);
  const privateNames =
    privateBase === null
      ? undefined
      : new PrivateNames(
          "private",
          { ...common, domain: privateBase.domain, publicZoneId: zone.zoneId },
          { protect: privateBase.protect },
        );
  return { zone, network: place, cluster, edges, privateNames, certificateArns, called: {} };
}

/** Clients may hold IPv6 addresses of load balancers after their names have lost the AAAA records. */
const keepsIpv6 = ({ settings, deployed }: Pick<EnvironmentArgs, "settings" | "deployed">) =>
  settings.loadBalancers.ipv6 || deployed.ipv6;

/** What the public load balancers of an environment have in common. */
type Common = Omit<ColorLoadBalancerArgs, "color">;

function makeEdges(
  { settings, certificateArns }: Pick<EnvironmentArgs, "settings" | "certificateArns">,
  common: Common,
  zoneId: pulumi.Output<string>,
  own: pulumi.ComponentResourceOptions,
): Edges {
  const wildcard = { name: `*.${settings.domain}`, zoneId };
  const certificateArn =
    certificateArns?.[0] ?? new DomainCertificate("certificate", wildcard, own).validatedArn;
  const certificates = { certificateArn, otherCertificateArns: settings.certificateArns ?? [] };
  const admitted = admittedRanges(settings);
  return byColor(
    (color) => new Edge(`edge-${color}`, { ...common, color, ...certificates, admitted }, own),
  );
}

function makeServices(
  args: EnvironmentArgs,
  base: Base,
  names: readonly string[],
  testAccess: RestrictedAccess | undefined,
): Record<string, BlueGreenService> {
  const { settings, release, colorSecret, foreign, deployed, uncalled, nameZones } = args;
  const onInstances = Object.keys(settings.services).filter((name) =>
    isOnInstances(settings.services[name], serviceState(release, name)),
  );
  const serving = servingServices(release);
  const ofInstances = { protect: onInstances.some((name) => serving.includes(name)) };
  const instanceBase =
    onInstances.length > 0
      ? new InstanceBase("instances", { ...base, settings }, ofInstances)
      : undefined;
  const [capacityReady, associated] = deferred<pulumi.Resource | undefined>();
  const services = names.map((name) => {
    const images = foreign.repositories?.[name];
    const state = serviceState(release, name);
    const part = involvement(release.current, name);
    const made = new BlueGreenService(name, {
      ...base,
      zoneId: base.zone.zoneId,
      ownCertificates: base.certificateArns === null,
      ipv6: foreign.foundation?.ipv6 ?? settings.loadBalancers.ipv6,
      nameZones,
      uncalled,
      registered: registeredColors(name, release, deployed.services),
      environment: settings,
      settings: settings.services[name]!,
      wasScaled: deployed.services[name]?.scaled === true,
      state,
      release: part,
      serving: servingOf(state, part, release.current?.leaves === true),
      names: serviceNames(settings, name, release, deployed),
      deployedAlarms: deployed.alarms[name] ?? [],
      colorSecret,
      testAccess,
      images: images && repositoryOf(images),
      nowMs: args.nowMs,
      repositoryExists: args.keptRepositories.has(name),
      deployedFleets: deployed.services[name]?.fleets ?? {},
      instanceBase,
      capacityReady,
    });
    return [name, made] as const;
  });
  const ofGroups = services.flatMap(([, { fleets }]) =>
    [fleets.blue, fleets.green].flatMap(({ capacity }) => capacity?.provider.name ?? []),
  );
  associated(capacityList(args, base, ofGroups, ofInstances));
  return Object.fromEntries(services);
}

/** Undefined: none is needed, or it is that of an existing cluster or of another environment, with Fargate's on it. */
function capacityList(
  args: EnvironmentArgs,
  base: Base,
  ofGroups: pulumi.Output<string>[],
  { protect }: { protect: boolean },
): pulumi.Resource | undefined {
  if (args.foreign.foundation || args.cluster) return undefined;
  const isListed = listsFargate(args);
  const providers = [
    ...(isListed ? fargateProviders : []).map((one) => pulumi.output(one)),
    ...ofGroups,
  ];
  if (providers.length === 0) return undefined;
  return associateCapacity(base.cluster, providers, { protect: protect || isListed });
}

/** Once on the list, they stay: AWS removes none that a service uses, and deletes come after every update. */
function listsFargate({ settings, release, deployed }: EnvironmentArgs): boolean {
  const { services } = settings;
  return (
    deployed.fargateProviders ||
    Object.keys(services).some((name) => isOnSpot(services[name], serviceState(release, name)))
  );
}

function serviceNames(
  settings: Settings,
  service: string,
  wanted: ReleaseState,
  { release, services }: EnvironmentArgs["deployed"],
): ProductionName[] {
  const { removedNames } = serviceState(wanted, service);
  const all = productionNames(settings, service);
  const first = firstRecord(all, service, release, services[service]);
  return all.map((hostName) => ({
    hostName,
    isFirst: hostName === first,
    removed: removedNames?.[hostName],
  }));
}

/** A promise and its resolver: each fleet waits for a list that is built from all of them. */
function deferred<T>(): [promise: Promise<T>, resolve: (value: T) => void] {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((keep) => (resolve = keep));
  return [promise, resolve];
}
