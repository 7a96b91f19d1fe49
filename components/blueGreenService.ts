import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
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
    this.logGroup = this.makeLogGroup(name, environment);
    const roles = new TaskRoles(
      name,
      {
        service: name,
        settings,
        environment,
        repository: this.repository,
        images: [state.fleets.blue.image, state.fleets.green.image, settings.repository].flatMap(
          (image) => image ?? [],
        ),
        logGroup: this.logGroup,
      },
      own,
    );
    this.securityGroup = new TaskNetwork(`${name}-tasks`, common, own).securityGroup;
    this.fleets = byColor(
      (color) =>
        new Fleet(
          `${name}-${color}`,
          {
            ...common,
            color,
            settings,
            state: state.fleets[color],
            scaling:
              scaledSize(settings.size) &&
              fleetScaling(
                boundsOf(settings.size),
                { color, size: state.fleets[color].size },
                args.release,
              ),
            securityGroup: this.securityGroup,
            roles,
            logGroup: this.logGroup,
            targetGroups: this.targetGroups[color],
            rules: routes.production,
          },
          own,
        ),
    );
    this.alarms = this.makeAlarms(name, args);
    const fleets = [...this.fleets.blue.ready, ...this.fleets.green.ready];
    const before = [...routes.production, ...fleets];
    this.released = [...before, ...this.makeRecords(name, args, before)];
    this.registerOutputs({ productionName: this.productionName, testName: this.testName });
  }

  private makeRoutes(name: string, args: BlueGreenServiceArgs): Routes {
    const { state, release } = args;
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
        productionTarget: (edge) =>
          productionTarget(edge, state.activeColor, release, running(state)),
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
    return Object.entries(names).flatMap(([kind, { hostName, color }]) => {
      if (color === null) return [];
      const to = { hostName, zoneId: args.zoneId, edge: args.edges[color] };
      return [domainName(`${name}-${kind}`, to, { parent: this, dependsOn })];
    });
  }
}

function running({ fleets }: ServiceState): (color: Color) => boolean {
  return (color) => fleets[color].image !== null && fleets[color].size > 0;
}
