import type * as pulumi from "@pulumi/pulumi";
import { isCovered, testName } from "../../config/names";
import { ruleSlot } from "../../config/ruleSlot";
import type { ApiSettings, Settings } from "../../config/schema";
import type { RestrictedAccess } from "../../release/inventory";
import { type RecordPlace, recordPlace, type Target } from "../../release/routing";
import type { Color, OriginRecord, RemovedName, ServiceState } from "../../release/state";
import { domainName, type NameArgs, originName } from "../network/domainName";
import { NameCertificate } from "../network/nameCertificate";
import type { Network } from "../network/network";
import type { NameZones } from "../stack/nameZones";
import type { Edges } from "./edges";
import { Routes } from "./routes";
import { type TargetGroups, targetGroups } from "./targetGroups";
import { testConditions } from "./testConditions";

/** A name that production is reached by. */
export interface ProductionName {
  hostName: string;
  /** Its record is `<service>-production`; those of all others are called after the name. */
  isFirst: boolean;
  /** Undefined: it stays. Pulumi protects a name that serves until its removal is noted. */
  removed: RemovedName | undefined;
}

export interface PublicSideArgs {
  service: string;
  /** The primary one first. */
  names: readonly ProductionName[];
  environment: Settings;
  settings: ApiSettings;
  /** The settings that each fleet runs with. */
  fleetSettings: Record<Color, ApiSettings>;
  network: Network;
  edges: Edges;
  zoneId: pulumi.Input<string>;
  /** Whether the program makes certificates; if not, those in the settings are valid for all names. */
  ownCertificates: boolean;
  /** Its names have AAAA records too. */
  ipv6: boolean;
  state: ServiceState;
  /** Of the names that are in other zones. */
  nameZones: NameZones;
  colorSecret: pulumi.Input<string>;
  /** Undefined: everybody reaches a candidate by the test name. */
  testAccess: RestrictedAccess | undefined;
}

/** Where the names of a service lead. */
export interface Leading {
  state: ServiceState;
  /** The load balancer that the test name leads to; null: it has no record. */
  test: Color | null;
  /** Whether Pulumi refuses to delete the records of production. */
  protect: boolean;
}

interface Led {
  logicalName: string;
  hostName: string;
  /** null: it has no record. */
  place: RecordPlace | null;
  protect: boolean;
}

/** A service behind the public load balancers, for clients: target groups, rules, certificates and names. */
export class PublicSide {
  /** Those that have a record while the service serves. */
  readonly names: readonly ProductionName[];
  /** Those that the rules match. */
  private readonly matched: readonly ProductionName[];
  /** Names that have an AAAA record wherever they have an A record. */
  readonly ipv6Names: readonly string[];
  /** The primary one. */
  readonly productionName: string;
  readonly testName: string;
  readonly testAccess: RestrictedAccess | undefined;
  readonly targetGroups: TargetGroups;
  /** The part that a release changes. */
  readonly rules: pulumi.Resource[];
  /** The names' own certificates, at both load balancers. */
  private readonly presented: pulumi.Resource[];

  constructor(
    private readonly args: PublicSideArgs,
    productionTargets: (edge: Color) => readonly Target[],
    private readonly own: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
  ) {
    const { service, environment } = args;
    const isGone = ({ removed }: ProductionName) => removed?.phase === "gone";
    this.names = args.names.filter((name) => !isGone(name));
    this.matched = [...this.names, ...args.names.filter(isGone)];
    this.productionName = this.matched[0]!.hostName;
    this.testName = testName(environment, service);
    this.testAccess = args.testAccess;
    const hostNames = this.names.map(({ hostName }) => hostName);
    this.ipv6Names = [...hostNames, this.testName].filter((name) => this.hasIpv6(name));
    this.targetGroups = targetGroups(service, args, own);
    this.rules = this.makeRoutes(productionTargets).production;
    this.presented = this.makeCertificates();
  }

  /** Zones of the names that are not in the environment's, also of those whose rules are still there. */
  zones(): NameZones {
    const { nameZones } = this.args;
    return Object.fromEntries(
      this.matched.flatMap(({ hostName }) => {
        const zone = nameZones[hostName];
        return zone ? [[hostName, zone]] : [];
      }),
    );
  }

  records({ state, test, protect }: Leading, dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { service } = this.args;
    const names: Led[] = [
      ...this.names.map(({ hostName, isFirst, removed }) => ({
        logicalName: `${service}-production${isFirst ? "" : `-${hostName}`}`,
        hostName,
        place: recordPlace(state, hostName),
        protect: protect && !removed,
      })),
      { logicalName: `${service}-test`, hostName: this.testName, place: test, protect: false },
    ];
    const opts = { parent: this.own.parent, dependsOn: [...dependsOn, ...this.presented] };
    return names.flatMap((one) => this.record(one, state, opts));
  }

  private record(
    { logicalName, hostName, place, protect }: Led,
    { origin, cnames }: ServiceState,
    opts: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
  ): pulumi.Resource[] {
    if (place === null) return [];
    const where = { hostName, zoneId: this.zoneIdOf(hostName) };
    if (place === "origin") {
      return this.atOrigin(logicalName, origin![hostName]!, { where, opts });
    }
    const { edges, environment } = this.args;
    const cnameTtlSeconds = cnames?.includes(hostName) ? environment.drain.ttlSeconds : undefined;
    const edge = edges[place];
    const led = { ...where, edge, cnameTtlSeconds };
    const records = [domainName(logicalName, led, { ...opts, protect })];
    if (!this.hasIpv6(hostName)) return records;
    // Not protected: without it clients come over IPv4, and `loadBalancers.ipv6` takes it away.
    const dependsOn = [...opts.dependsOn, ...(edge.ipv6Paths ?? [])];
    const ipv6Led = { ...where, edge, type: "AAAA" } as const;
    const over = { ...opts, dependsOn, protect: false };
    return [...records, domainName(`${logicalName}-ipv6`, ipv6Led, over)];
  }

  /** The record as it was when it was adopted, or both where it had an AAAA record as well. */
  private atOrigin(
    logicalName: string,
    origin: OriginRecord,
    { where, opts }: { where: NameArgs; opts: pulumi.CustomResourceOptions },
  ): pulumi.Resource[] {
    const first = originName(logicalName, { ...where, type: origin.type, origin }, opts);
    if (!origin.ipv6) return [first];
    const ipv6 = { ...where, type: "AAAA", origin: origin.ipv6 };
    return [first, originName(`${logicalName}-ipv6`, ipv6, opts)];
  }

  /**
   * An adopted name has it if its origin had, whatever the settings say by now, so that the way back updates the same
   * records; otherwise it gets it once its origin is forgotten. A CNAME leads to the load balancer's own AAAA records.
   */
  private hasIpv6(hostName: string): boolean {
    const { ipv6, state } = this.args;
    const origin = state.origin?.[hostName];
    if (origin) return origin.ipv6 !== undefined;
    return ipv6 && !state.cnames?.includes(hostName);
  }

  private zoneIdOf(hostName: string): pulumi.Input<string> {
    return this.args.nameZones[hostName]?.id ?? this.args.zoneId;
  }

  private makeCertificates(): pulumi.Resource[] {
    const { service, environment, edges, ownCertificates } = this.args;
    if (!ownCertificates) return [];
    const { domain } = environment;
    const uncovered = this.matched.filter(({ hostName }) => !isCovered(hostName, domain));
    return uncovered.flatMap(({ hostName, removed }) => {
      // The wildcard certificate is validated by the same record as the domain's own.
      const zoneId = hostName === domain ? null : this.zoneIdOf(hostName);
      const where = { hostName, edges, zoneId };
      const name = `${service}-certificate-${hostName}`;
      return new NameCertificate(name, where, removed ? { parent: this.own.parent } : this.own)
        .presented;
    });
  }

  private makeRoutes(productionTargets: (edge: Color) => readonly Target[]): Routes {
    const { service, settings, fleetSettings, colorSecret, edges, testAccess } = this.args;
    return new Routes(
      service,
      {
        service,
        slot: ruleSlot(service, settings),
        productionNames: this.matched.map(({ hostName }) => hostName),
        testName: this.testName,
        testConditions: testConditions(service, testAccess, colorSecret),
        colorSecret,
        edges,
        targetGroups: this.targetGroups,
        fleetSettings,
        productionTargets,
      },
      this.own,
    );
  }
}
