import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { privateName, privatePort, privateTestPort } from "../../config/calls";
import { testName } from "../../config/names";
import {
  type Involvement,
  productionRecord,
  productionTargets,
  type Target,
  testRecord,
} from "../../release/routing";
import type { Serving } from "../../release/serving";
import { type Color, colors, runningIn, type ServiceState } from "../../release/state";
import { errorAlarm, type ErrorAlarmArgs } from "./errorAlarm";
import type { PrivatePlace } from "./privateNames";
import { PrivateService } from "./privateService";
import { PublicSide, type PublicSideArgs } from "./publicSide";
import { byColor, type TargetGroups } from "./targetGroups";

/** Where the clients or the callers of a service reach it. */
interface Side {
  suffix: "" | "-private";
  edges: ErrorAlarmArgs["edges"];
  targetGroups: TargetGroups;
}

export interface ApiFrontArgs extends PublicSideArgs {
  state: ServiceState;
  /** null: the service is not being released. */
  release: Involvement | null;
  serving: Serving;
  /** Names of its alarms as of the last `up`. */
  deployedAlarms: readonly string[];
  /** Present if a service calls another, or is private. */
  privateNames: PrivatePlace | undefined;
  /** See EnvironmentArgs. */
  uncalled: readonly string[];
  /** See BlueGreenServiceArgs. */
  registered: readonly Color[];
}

/**
 * What an API has that a worker does not: target groups, rules and names. All are children of the
 * service, which decides their order.
 */
export class ApiFront {
  /** Undefined: it is private. */
  readonly publicSide: PublicSide | undefined;
  /** Undefined if no service calls this one, and it has public names. */
  readonly privateService: PrivateService | undefined;
  /** Resources that stop traffic before a fleet stops. */
  readonly rules: pulumi.Resource[];
  private readonly own: pulumi.CustomResourceOptions & { parent: pulumi.Resource };

  constructor(
    private readonly args: ApiFrontArgs,
    private readonly parent: pulumi.Resource,
  ) {
    this.own = { parent, protect: args.serving.service };
    this.publicSide = args.settings.public
      ? new PublicSide(args, this.productionTargets, this.own)
      : undefined;
    this.privateService = this.makePrivateService();
    this.rules = [...(this.publicSide?.rules ?? []), ...(this.privateService?.rules ?? [])];
  }

  /** The primary one. */
  get productionName(): string | undefined {
    return this.publicSide?.productionName ?? this.privateService?.hostName;
  }

  get testName(): string {
    return testName(this.args.environment, this.args.service);
  }

  /** One for each side: a call between services that fails is not lost among the requests of clients. */
  alarms(): Record<Color, aws.cloudwatch.MetricAlarm[]> {
    const { service, settings, fleetSettings, edges, privateNames } = this.args;
    const percent = settings.errorAlarmPercent;
    const sides: Side[] = [];
    if (this.publicSide) {
      sides.push({ suffix: "", edges, targetGroups: this.publicSide.targetGroups });
    }
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
    const { service, state, release, serving } = this.args;
    const test = testRecord(release, runningIn(state));
    const leading = { state, test, protect: serving.record };
    const outside = this.publicSide?.records(leading, dependsOn) ?? [];
    const { privateColor, privateService } = this;
    const protect = serving.record && this.isProtectedPrivately;
    const inside =
      privateColor &&
      privateService?.record(`${service}-private`, privateColor, { dependsOn, protect });
    const tested =
      test &&
      // Each release makes and deletes it, and its parent is protected.
      privateService?.testRecord(`${service}-test`, test, { dependsOn, protect: false });
    return [...outside, ...(inside ?? []), ...(tested ?? [])];
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
        test: settings.public
          ? null
          : { hostName: this.testName, port: privateTestPort(service, settings) },
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
