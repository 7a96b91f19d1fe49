import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  callees,
  type CalledServices,
  callVariables,
  privateName,
  privatePort,
} from "../config/calls";
import { productionName, testName } from "../config/names";
import { ruleSlot } from "../config/ruleSlot";
import type { ServiceSettings, Settings } from "../config/schema";
import { boundsOf, scaledSize } from "../config/size";
import {
  type Involvement,
  productionRecord,
  productionTarget,
  testRecord,
} from "../release/routing";
import { fleetScaling } from "../release/scaling";
import type { Color, ServiceState } from "../release/state";
import { domainName } from "./domainName";
import { errorAlarm } from "./errorAlarm";
import type { Edges } from "./edges";
import { Fleet } from "./fleet";
import type { ClusterPlace } from "./foundation";
import type { InstanceBase } from "./instanceBase";
import type { Network } from "./network";
import type { RepositoryPlace } from "./repositories";
import { openCalls } from "./callNetwork";
import type { PrivatePlace } from "./privateNames";
import { PrivateService } from "./privateService";
import { repository } from "./repository";
import { Routes } from "./routes";
import { tags } from "./tags";
import { byColor, type TargetGroups, targetGroups } from "./targetGroups";
import { TaskNetwork } from "./taskNetwork";
import { TaskRoles } from "./taskRoles";

export interface BlueGreenServiceArgs {
  environment: Settings;
  settings: ServiceSettings;
  state: ServiceState;
  /** null: the service is not being released. */
  release: Involvement | null;
  cluster: ClusterPlace;
  network: Network;
  edges: Edges;
  zoneId: pulumi.Input<string>;
  /** Present when a service calls another. */
  privateNames: PrivatePlace | undefined;
  /** What another environment's services are called, when this one stands on it. */
  called: CalledServices;
  colorSecret: pulumi.Input<string>;
  /** Another environment's repository; undefined: the service gets its own. */
  images: RepositoryPlace | undefined;
  instanceBase: InstanceBase | undefined;
  /** See FleetArgs. */
  capacityReady: Promise<pulumi.Resource>;
}

/**
 * A service as two fleets behind two edges, and the names that lead there. What one `up` changes, it
 * changes in this order: rules, fleets, records. So a fleet loses its traffic before it stops, and a
 * name leads to an edge only once the edge knows where to.
 */
export class BlueGreenService extends pulumi.ComponentResource {
  readonly settings: ServiceSettings;
  readonly productionName: string;
  readonly testName: string;
  readonly repository: RepositoryPlace;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly targetGroups: TargetGroups;
  /** Undefined when nobody calls this one. */
  readonly privateService: PrivateService | undefined;
  readonly fleets: Record<Color, Fleet>;
  /** Of each fleet; none where the settings want none. */
  readonly alarms: Record<Color, aws.cloudwatch.MetricAlarm[]>;
  /** What a release changes: the release is recorded once all of it is made. */
  readonly released: pulumi.Resource[];

  constructor(name: string, args: BlueGreenServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:BlueGreenService", name, {}, opts);
    const { environment, settings, state } = args;
    const common = { ...args, service: name };
    const own = { parent: this };
    this.settings = settings;
    this.productionName = productionName(environment, name);
    this.testName = testName(environment, name);
    const { protect, keepImages = protect } = environment;
    this.repository = args.images ?? repository(name, { service: name, keepImages }, own);
    this.targetGroups = targetGroups(name, common, own);
    const routes = this.makeRoutes(name, args);
    this.privateService = this.makePrivateService(name, args);
    const rules = [...routes.production, ...(this.privateService?.rules ?? [])];
    this.logGroup = this.makeLogGroup(name, environment);
    const roles = this.makeRoles(name, args);
    this.securityGroup = new TaskNetwork(`${name}-tasks`, common, own).securityGroup;
    this.openCalls(name, args);
    const urls = callVariables(environment, settings, args.called);
    this.fleets = byColor(
      (color) =>
        new Fleet(
          `${name}-${color}`,
          {
            ...common,
            color,
            settings: { ...settings, environment: { ...settings.environment, ...urls } },
            state: state.fleets[color],
            scaling: scalingOf(args, color),
            securityGroup: this.securityGroup,
            roles,
            logGroup: this.logGroup,
            targetGroups: this.targetGroups[color],
            privateTargetGroups: this.privateService?.targetGroups[color],
            rules,
          },
          own,
        ),
    );
    this.alarms = this.makeAlarms(name, args);
    const before = [...rules, ...this.fleets.blue.ready, ...this.fleets.green.ready];
    this.released = [...before, ...this.makeRecords(name, args, before)];
    this.registerOutputs({ productionName: this.productionName, testName: this.testName });
  }

  private makePrivateService(name: string, args: BlueGreenServiceArgs): PrivateService | undefined {
    const { environment, settings, privateNames } = args;
    const hostName = privateName(environment, name);
    if (hostName === null || !privateNames) return undefined;
    return new PrivateService(
      `${name}-private`,
      {
        ...args,
        service: name,
        names: privateNames,
        hostName,
        port: privatePort(name, settings),
        productionTarget: productionTargetOf(args),
      },
      { parent: this },
    );
  }

  private openCalls(name: string, args: BlueGreenServiceArgs): void {
    const { environment, settings, privateNames: names, called } = args;
    if (!names) return;
    const doors = {
      service: name,
      tasks: this.securityGroup,
      names,
      containerPort: this.privateService ? settings.port : null,
      calls: callees(environment, settings, called),
    };
    openCalls(`${name}-calls`, doors, { parent: this });
  }

  private makeRoutes(name: string, args: BlueGreenServiceArgs): Routes {
    return new Routes(
      name,
      {
        service: name,
        slot: ruleSlot(name, args.settings),
        productionName: this.productionName,
        testName: this.testName,
        colorSecret: args.colorSecret,
        edges: args.edges,
        targetGroups: this.targetGroups,
        productionTarget: productionTargetOf(args),
      },
      { parent: this },
    );
  }

  private makeRoles(
    name: string,
    { environment, settings, state }: BlueGreenServiceArgs,
  ): TaskRoles {
    return new TaskRoles(
      name,
      {
        service: name,
        settings,
        environment,
        repository: this.repository,
        fleets: state.fleets,
        logGroup: this.logGroup,
      },
      { parent: this },
    );
  }

  private makeLogGroup(name: string, environment: Settings): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      name,
      {
        // Fixed, because people look for it.
        name: `/${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
        retentionInDays: environment.logRetentionDays,
        tags: tags({ service: name }),
      },
      { parent: this },
    );
  }

  private makeAlarms(
    service: string,
    { settings: { errorAlarmPercent: percent }, edges }: BlueGreenServiceArgs,
  ): Record<Color, aws.cloudwatch.MetricAlarm[]> {
    return byColor((color) => {
      if (percent === 0) return [];
      const { loadBalancer } = edges[color];
      const targetGroup = this.targetGroups[color][color];
      return [
        errorAlarm(
          `${service}-${color}-errors`,
          { service, color, percent, loadBalancer, targetGroup },
          { parent: this },
        ),
      ];
    });
  }

  private makeRecords(
    name: string,
    args: BlueGreenServiceArgs,
    dependsOn: pulumi.Resource[],
  ): pulumi.Resource[] {
    const names = {
      production: { hostName: this.productionName, color: productionRecord(args.state) },
      test: { hostName: this.testName, color: testRecord(args.release, running(args.state)) },
    };
    const records = Object.entries(names).flatMap(([kind, { hostName, color }]) => {
      if (color === null) return [];
      const to = { hostName, zoneId: args.zoneId, edge: args.edges[color] };
      return [domainName(`${name}-${kind}`, to, { parent: this, dependsOn })];
    });
    const inside = this.privateService?.record(`${name}-private`, args.state, dependsOn) ?? [];
    return [...records, ...inside];
  }
}

function running({ fleets }: ServiceState): (color: Color) => boolean {
  return (color) => fleets[color].image !== null && fleets[color].size > 0;
}

function scalingOf({ settings, state, release }: BlueGreenServiceArgs, color: Color) {
  if (!scaledSize(settings.size)) return null;
  const fleet = { color, size: state.fleets[color].size };
  return fleetScaling(boundsOf(settings.size), fleet, release);
}

function productionTargetOf({ state, release }: BlueGreenServiceArgs) {
  return (edge: Color) => productionTarget(edge, state.activeColor, release, running(state));
}
