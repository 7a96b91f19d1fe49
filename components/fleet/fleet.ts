import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { spotShare } from "../../config/capacitySchema";
import type { ServiceSettings, Settings } from "../../config/schema";
import { boundsOf, scaledSize, type ScheduledBounds } from "../../config/size";
import type { FleetInventory } from "../../release/inventory";
import { instancesAhead, type Involvement } from "../../release/routing";
import { ecsServiceStays, type Serving } from "../../release/serving";
import type { Scaling } from "../../release/scaling";
import { type Color, colors, type Fleet as FleetState } from "../../release/state";
import { Capacity } from "./capacity";
import { scaleFleet } from "./fleetScaling";
import type { InstanceBase } from "./instanceBase";
import { isOnProviders, placement } from "./placement";
import type { ClusterPlace } from "../stack/foundation";
import type { Network } from "../network/network";
import { tags } from "../tags";
import type { FleetTargetGroups } from "../loadBalancer/targetGroups";
import { taskDefinition } from "./taskDefinition";
import type { TaskRoles } from "./taskRoles";

export interface FleetArgs {
  service: string;
  color: Color;
  environment: Pick<Settings, "foundation">;
  settings: ServiceSettings;
  /** Image and size come only from the release, and each fleet has its own. */
  state: FleetState;
  /** null: the task count is the one in the state. */
  scaling: Scaling | null;
  /** The same for its instances. */
  instanceScaling: Scaling | null;
  /** Bounds that AWS applies at certain times; of a fleet that serves alone. */
  scheduled?: readonly ScheduledBounds[];
  /** null: the service is not being released. */
  release: Involvement | null;
  serving: Serving;
  /** As of the last `up`; undefined: the fleet is new. */
  deployedFleet: Pick<FleetInventory, "onProviders"> | undefined;
  cluster: ClusterPlace;
  network: Network;
  securityGroup: aws.ec2.SecurityGroup;
  roles: TaskRoles;
  logGroup: aws.cloudwatch.LogGroup;
  /** Undefined for a worker, which receives no traffic. */
  targetGroups: FleetTargetGroups | undefined;
  /** Target groups on the private load balancers; undefined if the fleet isn't registered there. */
  privateTargetGroups: FleetTargetGroups | undefined;
  /** Shared by all instances; present if any service runs on instances. */
  instanceBase: InstanceBase | undefined;
  /**
   * The cluster's list of capacity providers, created after every fleet has added its own; undefined: another
   * environment's.
   */
  capacityReady: Promise<pulumi.Resource | undefined>;
  /** Resources that stop traffic before a fleet stops, so they must be applied first. */
  rules: pulumi.Resource[];
}

/**
 * One color of one service. At size 0 every definition stays and nothing runs; without an image there is
 * no task definition or ECS service yet.
 */
export class Fleet extends pulumi.ComponentResource {
  /** Undefined on Fargate. */
  readonly capacity: Capacity | undefined;
  readonly taskDefinition: aws.ecs.TaskDefinition | undefined;
  readonly ecsService: aws.ecs.Service | undefined;
  /** The scaling target, if AWS scales the tasks. */
  readonly scalable: aws.appautoscaling.Target | undefined;
  /** See `isOnProviders`. */
  readonly onProviders: boolean;

  constructor(name: string, args: FleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:Fleet", name, {}, opts);
    this.capacity = this.makeCapacity(name, args);
    this.onProviders = isOnProviders(args.settings, args.deployedFleet);
    const { image } = args.state;
    if (image !== null) {
      this.taskDefinition = taskDefinition(name, { ...args, image }, { parent: this });
      this.ecsService = this.makeEcsService(name, args, this.taskDefinition);
      this.scalable = this.makeScalable(name, args, this.ecsService);
    }
    this.registerOutputs({});
  }

  /** What must be applied before a record points to this fleet. */
  get ready(): pulumi.Resource[] {
    const all = [this.capacity?.group, this.ecsService, this.scalable];
    return all.filter((resource) => resource !== undefined);
  }

  private makeCapacity(name: string, args: FleetArgs): Capacity | undefined {
    const { compute, architecture, capacity } = args.settings;
    const { instanceBase } = args;
    if (compute.type !== "ec2" || !instanceBase) return undefined;
    return new Capacity(
      name,
      {
        ...args,
        scaling: args.instanceScaling,
        compute,
        architecture,
        spot: spotShare({ capacity }),
        instanceBase,
        size: args.state.size,
        ahead: instancesAhead(args.color, args.state.size, args.release),
      },
      { parent: this, protect: args.serving.service },
    );
  }

  private makeEcsService(
    name: string,
    args: FleetArgs,
    definition: aws.ecs.TaskDefinition,
  ): aws.ecs.Service {
    const { service, color } = args;
    const isCandidate = args.release?.candidate === color;
    return new aws.ecs.Service(
      name,
      {
        cluster: args.cluster.arn,
        taskDefinition: definition.arn,
        desiredCount: args.scaling?.count ?? args.state.size,
        ...placement(args.settings, this.capacity, this.onProviders),
        networkConfiguration: {
          subnets: args.network.privateSubnetIds,
          securityGroups: [args.securityGroup.id],
          assignPublicIp: false,
        },
        ...behindEdges(args),
        // A changed definition rolls out without ever running fewer tasks than `size`.
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        // Stop trying, but never roll back automatically: what runs is what the release says.
        deploymentCircuitBreaker: { enable: true, rollback: false },
        // ECS starts no more tasks of a failed deployment, so an image that is staged a second time needs a
        // new one. Any other fleet keeps its tasks when only their number changes.
        forceNewDeployment: isCandidate,
        // A release judges its candidate by each task, so ECS moves none to another zone until it has ended.
        availabilityZoneRebalancing: isCandidate ? "DISABLED" : "ENABLED",
        // ECS starts no task again for it, so a fleet has it from its own release on. A preview runs anybody's code.
        enableExecuteCommand: args.settings.exec && args.environment.foundation === undefined,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        // The deployer waits and can say why; waiting in here would hold the stack's lock.
        waitForSteadyState: false,
        tags: tags({ service, color }),
      },
      {
        parent: this,
        protect: ecsServiceStays(args.serving, color, args.release),
        dependsOn: this.placedAfter(args),
        // If AWS scales the tasks, an `up` sets the count only when the release says so.
        ignoreChanges: args.scaling?.count === null ? ["desiredCount"] : [],
      },
    );
  }

  private placedAfter({ rules, capacityReady }: FleetArgs): pulumi.Input<pulumi.Resource[]> {
    if (!this.capacity && !this.onProviders) return rules;
    return capacityReady.then((list) => [...rules, ...(list ? [list] : [])]);
  }

  private makeScalable(
    name: string,
    args: FleetArgs,
    ecsService: aws.ecs.Service,
  ): aws.appautoscaling.Target | undefined {
    const { scaling, settings } = args;
    if (!scaling) return undefined;
    const { target = null } = scaledSize(settings.size) ?? {};
    const { min } = boundsOf(settings.size);
    const how = { scaling, target, fromZero: min === 0, scheduled: args.scheduled ?? [] };
    return scaleFleet(name, { ...args, ...how, ecsService }, { parent: this });
  }
}

/** How an API's tasks are attached to load balancers. Without these, ECS accepts no grace period either. */
function behindEdges(args: FleetArgs): Partial<aws.ecs.ServiceArgs> {
  const { service, settings, targetGroups, privateTargetGroups } = args;
  if (settings.kind !== "api") return {};
  const loadBalancers = [targetGroups, privateTargetGroups].flatMap((groups) =>
    colors.flatMap((edge) =>
      groups
        ? {
            targetGroupArn: groups[edge].arn,
            containerName: service,
            containerPort: settings.port,
          }
        : [],
    ),
  );
  return { loadBalancers, healthCheckGracePeriodSeconds: settings.startSeconds };
}
