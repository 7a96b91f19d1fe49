import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { privateName, privatePort } from "../../config/calls";
import { isCovered, testName } from "../../config/names";
import { ruleSlot } from "../../config/ruleSlot";
import type { ApiSettings, Settings } from "../../config/schema";
import type { RestrictedAccess } from "../../release/inventory";
import {
  type Involvement,
  productionRecord,
  productionTargets,
  recordPlace,
  type RecordPlace,
  type Target,
  testRecord,
} from "../../release/routing";
import type { Serving } from "../../release/serving";
import {
  type Color,
  colors,
  type RemovedName,
  runningIn,
  type ServiceState,
} from "../../release/state";
import { domainName, originName } from "../network/domainName";
import { NameCertificate } from "../network/nameCertificate";
import type { Edges } from "./edges";
import { errorAlarm, type ErrorAlarmArgs } from "./errorAlarm";
import type { NameZones } from "../stack/nameZones";
import type { Network } from "../network/network";
import type { PrivatePlace } from "./privateNames";
import { PrivateService } from "./privateService";
import { Routes } from "./routes";
import { byColor, type TargetGroups, targetGroups } from "./targetGroups";
import { testConditions } from "./testConditions";

/** A name that production is reached by. */
export interface ProductionName {
  hostName: string;
  /** Its record is `<service>-production`; those of all others are called after the name. */
  isFirst: boolean;
  /** Undefined: it stays. Pulumi protects a name that serves until its removal is noted. */
  removed: RemovedName | undefined;
}

/** Where the clients or the callers of a service reach it. */
interface Side {
  suffix: "" | "-private";
  edges: ErrorAlarmArgs["edges"];
  targetGroups: TargetGroups;
}

export interface ApiFrontArgs {
  service: string;
  /** The primary one first. */
  names: readonly ProductionName[];
  environment: Settings;
  settings: ApiSettings;
  /** The settings that each fleet runs with. */
  fleetSettings: Record<Color, ApiSettings>;
  state: ServiceState;
  /** null: the service is not being released. */
  release: Involvement | null;
  serving: Serving;
  /** Names of its alarms as of the last `up`. */
  deployedAlarms: readonly string[];
  network: Network;
  edges: Edges;
  zoneId: pulumi.Input<string>;
  /** Whether the program makes certificates; if not, those in the settings are valid for all names. */
  ownCertificates: boolean;
  /** Of the names that are in other zones. */
  nameZones: NameZones;
  /** Present if a service calls another. */
  privateNames: PrivatePlace | undefined;
  /** See EnvironmentArgs. */
  uncalled: readonly string[];
  /** See BlueGreenServiceArgs. */
  registered: readonly Color[];
  colorSecret: pulumi.Input<string>;
  /** Undefined: everybody reaches a candidate by the test name. */
  testAccess: RestrictedAccess | undefined;
}

/**
 * What an API has that a worker does not: target groups, rules and names. All are children of the
 * service, which decides their order.
 */
export class ApiFront {
  /** Those that have a record while the service serves. */
  readonly names: readonly ProductionName[];
  /** Those that the rules match. */
  private readonly matched: readonly ProductionName[];
  /** The primary one. */
  readonly productionName: string;
  readonly testName: string;
  readonly testAccess: RestrictedAccess | undefined;
  readonly targetGroups: TargetGroups;
  /** Undefined if no service calls this one. */
  readonly privateService: PrivateService | undefined;
  /** Resources that stop traffic before a fleet stops. */
  readonly rules: pulumi.Resource[];
  /** The names' own certificates, at both load balancers. */
  private readonly presented: pulumi.Resource[];
  private readonly own: pulumi.CustomResourceOptions;

  constructor(
    private readonly args: ApiFrontArgs,
    private readonly parent: pulumi.Resource,
  ) {
    const { service, environment } = args;
    this.own = { parent, protect: args.serving.service };
    const isGone = ({ removed }: ProductionName) => removed?.phase === "gone";
    this.names = args.names.filter((name) => !isGone(name));
    this.matched = [...this.names, ...args.names.filter(isGone)];
    this.productionName = this.matched[0]!.hostName;
    this.testName = testName(environment, service);
    this.testAccess = args.testAccess;
    this.targetGroups = targetGroups(service, args, this.own);
    const routes = this.makeRoutes();
    this.privateService = this.makePrivateService();
    this.presented = this.makeCertificates();
    this.rules = [...routes.production, ...(this.privateService?.rules ?? [])];
  }

  /** One for each side: a call between services that fails is not lost among the requests of clients. */
  alarms(): Record<Color, aws.cloudwatch.MetricAlarm[]> {
    const { service, settings, fleetSettings, edges, privateNames } = this.args;
    const percent = settings.errorAlarmPercent;
    const sides: Side[] = [{ suffix: "", edges, targetGroups: this.targetGroups }];
    if (this.privateService && privateNames) {
      const { targetGroups } = this.privateService;
      sides.push({ suffix: "-private", edges: privateNames.edges, targetGroups });
    }
    return byColor((color) => {
      if (percent === 0) return [];
      return sides.map((side) =>
        errorAlarm(
          `${service}-${color}-errors${side.suffix}`,
          {
            ...{ service, color, percent, settings: fleetSettings[color], edges: side.edges },
            deployed: this.args.deployedAlarms,
            targetGroups: side.targetGroups[color],
          },
          { parent: this.parent },
        ),
      );
    });
  }

  /** The names, created after the load balancer knows where to forward. */
  records(dependsOn: pulumi.Resource[]): pulumi.Resource[] {
    const { service, state, release, serving, edges } = this.args;
    const names: {
      logicalName: string;
      hostName: string;
      place: RecordPlace | null;
      protect: boolean;
    }[] = [
      ...this.names.map(({ hostName, isFirst, removed }) => ({
        logicalName: `${service}-production${isFirst ? "" : `-${hostName}`}`,
        hostName,
        place: recordPlace(state, hostName),
        protect: serving.record && !removed,
      })),
      {
        logicalName: `${service}-test`,
        hostName: this.testName,
        place: testRecord(release, runningIn(state)),
        protect: false,
      },
    ];
    const opts = { parent: this.parent, dependsOn: [...dependsOn, ...this.presented] };
    const records = names.flatMap(({ logicalName, hostName, place, protect }) => {
      if (place === null) return [];
      const where = { hostName, zoneId: this.zoneIdOf(hostName) };
      if (place === "origin") {
        return [originName(logicalName, { ...where, origin: state.origin![hostName]! }, opts)];
      }
      const isCname = state.cnames?.includes(hostName) ?? false;
      const led = { ...where, edge: edges[place], isCname };
      return [domainName(logicalName, led, { ...opts, protect })];
    });
    const { privateColor } = this;
    const protect = serving.record && this.isProtectedPrivately;
    const inside =
      privateColor &&
      this.privateService?.record(`${service}-private`, privateColor, { dependsOn, protect });
    return [...records, ...(inside ?? [])];
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
      return new NameCertificate(name, where, removed ? { parent: this.parent } : this.own)
        .presented;
    });
  }

  private makeRoutes(): Routes {
    const { service, settings, fleetSettings, colorSecret, edges } = this.args;
    return new Routes(
      service,
      {
        service,
        slot: ruleSlot(service, settings),
        productionNames: this.matched.map(({ hostName }) => hostName),
        testName: this.testName,
        testConditions: testConditions(service, this.testAccess, colorSecret),
        colorSecret,
        edges,
        targetGroups: this.targetGroups,
        fleetSettings,
        productionTargets: this.productionTargets,
      },
      this.own,
    );
  }

  /** Whether the private name leads to what serves, or will once the service is first released. */
  get isReachable(): boolean {
    const { activeColor } = this.args.state;
    return activeColor === null || this.args.registered.includes(activeColor);
  }

  /**
   * The fleet that the private name leads to: the one that serves. If that was released before anybody called the
   * service, the candidate has the name until then: callers that are released with it find it there, and no other.
   */
  private get privateColor(): Color | null {
    const { state, release, registered } = this.args;
    if (this.isReachable) return productionRecord(state);
    const isCandidate = release && registered.includes(release.candidate);
    return isCandidate && runningIn(state)(release.candidate) ? release.candidate : null;
  }

  /** Not in the release that registers the service, or takes it back: its private name may have to go again. */
  get isProtectedPrivately(): boolean {
    const { service, state, release, registered, serving, uncalled } = this.args;
    const isRunning = (color: Color) =>
      state.fleets[color].image !== null && (release || runningIn(state)(color));
    const all = colors.filter(isRunning).every((color) => registered.includes(color));
    return serving.service && all && !uncalled.includes(service);
  }

  private makePrivateService(): PrivateService | undefined {
    const { service, environment, settings, privateNames, uncalled } = this.args;
    const hostName = privateName(environment, service, uncalled);
    if (hostName === null || !privateNames) return undefined;
    return new PrivateService(
      `${service}-private`,
      {
        ...this.args,
        names: privateNames,
        hostName,
        port: privatePort(service, settings),
        productionTargets: this.privateTargets,
      },
      this.isProtectedPrivately ? this.own : { parent: this.parent },
    );
  }

  /** A fleet that is not registered there gets no share. */
  private readonly privateTargets = (edge: Color): readonly Target[] => {
    const targets = this.productionTargets(edge);
    const { registered } = this.args;
    const there = targets.filter(({ fleet }) => registered.includes(fleet));
    if (there.length === targets.length) return targets;
    const fleet = there[0]?.fleet ?? this.privateColor ?? targets[0]!.fleet;
    return [{ fleet, percent: 100 }];
  };

  private readonly productionTargets = (edge: Color): readonly Target[] => {
    const { state, release } = this.args;
    return productionTargets(edge, state, release, runningIn(state));
  };
}
