import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { callees, type CalledServices, callVariables, privateTestPort } from "../config/calls";
import { neededSettings, settingsOf, union } from "../config/definition";
import { isPrivate } from "../config/isPrivate";
import { healthPorts } from "../config/protocol";
import type { ApiSettings, ServiceSettings, Settings } from "../config/schema";
import { boundsAt, boundsOf, scaledSize, scheduledIn } from "../config/size";
import type { RestrictedAccess, RunningShape } from "../release/inventory";
import type { Involvement } from "../release/routing";
import type { Serving } from "../release/serving";
import { fleetScaling } from "../release/scaling";
import type { Color, ServiceState } from "../release/state";
import { ApiFront } from "./loadBalancer/apiFront";
import type { ProductionName } from "./loadBalancer/publicSide";
import { type ContainerPort, openCalls } from "./network/callNetwork";
import type { Edges } from "./loadBalancer/edges";
import { Fleet } from "./fleet/fleet";
import type { ClusterPlace } from "./stack/foundation";
import type { NameZones } from "./stack/nameZones";
import type { InstanceBase } from "./fleet/instanceBase";
import type { Network } from "./network/network";
import type { PrivatePlace } from "./loadBalancer/privateNames";
import { serviceSchedules } from "./fleet/schedules";
import type { RepositoryPlace } from "./images/repositories";
import { repository } from "./images/repository";
import { serviceType } from "./serviceType";
import { tags } from "./tags";
import { byColor } from "./loadBalancer/targetGroups";
import { TaskNetwork } from "./network/taskNetwork";
import { TaskRoles } from "./fleet/taskRoles";

export interface BlueGreenServiceArgs {
  environment: Settings;
  settings: ServiceSettings;
  /** As of the last `up`, see RunningShape. */
  wasScaled: boolean;
  /** See ProgramOptions. */
  nowMs: number;
  state: ServiceState;
  /** null: the service is not being released. */
  release: Involvement | null;
  /** Of an API, the primary one first. */
  names: readonly ProductionName[];
  /** Names of its alarms as of the last `up`. */
  deployedAlarms: readonly string[];
  /** What Pulumi refuses to replace or delete. */
  serving: Serving;
  cluster: ClusterPlace;
  network: Network;
  edges: Edges;
  zoneId: pulumi.Input<string>;
  /** See ApiFrontArgs. */
  ownCertificates: boolean;
  /** See ApiFrontArgs. */
  ipv6: boolean;
  /** Of the names that are in other zones. */
  nameZones: NameZones;
  /** Present if a service calls another. */
  privateNames: PrivatePlace | undefined;
  /** See EnvironmentArgs. */
  uncalled: readonly string[];
  /** Colors whose tasks are registered at the private load balancers. */
  registered: readonly Color[];
  /** The services that can be called in the environment that this one is built on, if any. */
  called: CalledServices;
  colorSecret: pulumi.Input<string>;
  /** See ApiFrontArgs. */
  testAccess: RestrictedAccess | undefined;
  /** Another environment's repository; undefined: the service gets its own. */
  images: RepositoryPlace | undefined;
  /** See RepositoryArgs. */
  repositoryExists: boolean;
  /** By color, as of the last `up`. */
  deployedFleets: NonNullable<RunningShape["fleets"]>;
  instanceBase: InstanceBase | undefined;
  /** See FleetArgs. */
  capacityReady: Promise<pulumi.Resource | undefined>;
}

/**
 * A service as two fleets: an API's are behind two load balancers and the names that point to them, a
 * worker's have nothing in front of them. One `up` changes rules first, then fleets, then records, so
 * that a fleet loses its traffic before it stops, and a name points to a load balancer only after that
 * knows where to forward.
 */
export class BlueGreenService extends pulumi.ComponentResource {
  readonly settings: ServiceSettings;
  /** See RunningShape. */
  readonly isScaled: boolean;
  /** See BlueGreenServiceArgs. */
  readonly registered: readonly Color[];
  /** Undefined: a worker. */
  readonly front: ApiFront | undefined;
  readonly repository: RepositoryPlace;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Of the code in its tasks, unless the settings name another role. */
  readonly taskRole: aws.iam.Role;
  readonly fleets: Record<Color, Fleet>;
  /** Of each fleet one for clients and one for calls of other services; none if the settings turn them off. */
  readonly alarms: Record<Color, aws.cloudwatch.MetricAlarm[]>;
  /** What a release changes: the release is recorded only once all of it is applied. */
  readonly released: pulumi.Resource[];

  constructor(name: string, args: BlueGreenServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(serviceType, name, {}, opts);
    const { environment, settings } = args;
    const fleetSettings = byColor((color) => settingsOf(settings, args.state.fleets[color]));
    const needs = neededSettings(settings, args.state, args.release !== null);
    const common = { ...args, service: name, needs };
    const own = { parent: this, protect: args.serving.service };
    this.settings = settings;
    this.isScaled = isScaled(args);
    this.registered = args.registered;
    const { keepImages, pullAccounts = [] } = environment;
    const images = { service: name, keepImages, exists: args.repositoryExists, pullAccounts };
    this.repository = args.images ?? repository(name, images, own);
    this.front = this.makeFront(name, args, fleetSettings);
    const rules = this.front?.rules ?? [];
    this.logGroup = this.makeLogGroup(name, environment, own);
    const roles = this.makeRoles(name, args, needs, own);
    this.securityGroup = new TaskNetwork(`${name}-tasks`, common, own).securityGroup;
    this.openCalls(name, args, needs);
    this.taskRole = roles.task;
    this.fleets = this.makeFleets(name, args, fleetSettings, roles);
    this.alarms = this.front?.alarms() ?? { blue: [], green: [] };
    const before = [...rules, ...this.fleets.blue.ready, ...this.fleets.green.ready];
    const moved = [...before, ...(this.front?.records(before) ?? [])];
    const color = args.state.activeColor;
    const active = color && { settings: fleetSettings[color], fleet: this.fleets[color] };
    const jobs = { ...common, roles, active, securityGroup: this.securityGroup, after: moved };
    const schedules = serviceSchedules(`${name}-schedules`, jobs, this);
    this.released = [...moved, ...schedules];
    const { productionName, testName } = this.front ?? {};
    this.registerOutputs({ productionName, testName });
  }

  private makeFront(
    name: string,
    args: BlueGreenServiceArgs,
    fleetSettings: Record<Color, ServiceSettings>,
  ): ApiFront | undefined {
    const { settings } = args;
    if (settings.kind !== "api") return undefined;
    const front = { ...args, service: name, settings };
    return new ApiFront(
      { ...front, fleetSettings: fleetSettings as Record<Color, ApiSettings> },
      this,
    );
  }

  private makeFleets(
    name: string,
    args: BlueGreenServiceArgs,
    fleetSettings: Record<Color, ServiceSettings>,
    roles: TaskRoles,
  ): Record<Color, Fleet> {
    const { environment, called, state } = args;
    const { publicSide, privateService, rules = [] } = this.front ?? {};
    return byColor(
      (color) =>
        new Fleet(
          `${name}-${color}`,
          {
            ...args,
            service: name,
            color,
            settings: withUrls(environment, fleetSettings[color], called),
            state: state.fleets[color],
            ...scalingOf(args, color),
            deployedFleet: args.deployedFleets[color],
            securityGroup: this.securityGroup,
            roles,
            logGroup: this.logGroup,
            targetGroups: publicSide?.targetGroups[color],
            privateTargetGroups: args.registered.includes(color)
              ? privateService?.targetGroups[color]
              : undefined,
            rules,
          },
          { parent: this },
        ),
    );
  }

  private openCalls(
    name: string,
    args: BlueGreenServiceArgs,
    needs: readonly ServiceSettings[],
  ): void {
    const { environment, settings, privateNames: names, called, serving } = args;
    if (!names) return;
    const doors = {
      service: name,
      tasks: this.securityGroup,
      names,
      containerPorts: this.calledPorts(settings, needs),
      testPort: isPrivate(settings) ? privateTestPort(name, settings as ApiSettings) : null,
      // As ports are: what only one side of a release calls may go with the other's fleet.
      calls: callees(environment, { calls: union(needs, ({ calls }) => calls) }, called).map(
        (one) => ({
          ...one,
          isProtected: serving.service && needs.every(({ calls }) => calls.includes(one.callee)),
        }),
      ),
    };
    openCalls(`${name}-calls`, doors, this);
  }

  /** The private load balancers reach the tasks of a called service where the public ones do. */
  private calledPorts(
    settings: ServiceSettings,
    needs: readonly ServiceSettings[],
  ): ContainerPort[] {
    if (!this.front?.privateService || settings.kind !== "api") return [];
    const { isProtectedPrivately: isProtected } = this.front;
    const health = [...new Set(needs.flatMap(healthPorts))].map((port) => ({
      port,
      suffix: `-health-${port}`,
      isProtected: isProtected && needs.every((one) => healthPorts(one).includes(port)),
    }));
    return [{ port: settings.port, suffix: "", isProtected }, ...health];
  }

  private makeRoles(
    name: string,
    { environment, settings, state }: BlueGreenServiceArgs,
    needs: readonly ServiceSettings[],
    opts: pulumi.ComponentResourceOptions,
  ): TaskRoles {
    return new TaskRoles(
      name,
      {
        service: name,
        settings,
        needs,
        environment,
        repository: this.repository,
        fleets: state.fleets,
        logGroup: this.logGroup,
      },
      opts,
    );
  }

  private makeLogGroup(
    name: string,
    environment: Settings,
    opts: pulumi.CustomResourceOptions,
  ): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        // A fixed name, because people look it up.
        name: `/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        retentionInDays: environment.logRetentionDays,
        ...(environment.logKmsKeyArn && { kmsKeyId: environment.logKmsKeyArn }),
        tags: tags({ service: name }),
      },
      opts,
    );
  }
}

/** Tells a fleet where its callees are. */
function withUrls(
  environment: Settings,
  settings: ServiceSettings,
  called: CalledServices,
): ServiceSettings {
  const urls = callVariables(environment, settings, called);
  return { ...settings, environment: { ...settings.environment, ...urls } };
}

/**
 * A fixed task count of a service that AWS has scaled is set through equal bounds: Pulumi does
 * not know how many tasks run, and does not send a count that equals the last one it set.
 */
function isScaled({ settings, wasScaled }: BlueGreenServiceArgs): boolean {
  return wasScaled || scaledSize(settings.size) !== null;
}

/** Within the bounds that hold now; instances, whose number ECS chooses, within all that may. */
function scalingOf(args: BlueGreenServiceArgs, color: Color) {
  const { settings, state, release, nowMs } = args;
  if (!isScaled(args)) return { scaling: null, instanceScaling: null };
  const fleet = { color, size: state.fleets[color].size };
  return {
    scaling: fleetScaling(boundsAt(settings.size, nowMs), fleet, release),
    instanceScaling: fleetScaling(boundsOf(settings.size), fleet, release),
    scheduled: state.activeColor === color ? scheduledIn(settings.size) : [],
  };
}
