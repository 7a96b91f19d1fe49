import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesInAnswer } from "../automation/adapters/dns/loadBalancer";
import { isWithin } from "../config/names";
import { Alarms } from "./alarms";
import type { AutoScalingGroup } from "./dataplane/autoScaling";
import { BucketStore } from "./dataplane/bucketStore";
import { WebAcls } from "./dataplane/webAcls";
import { Calls } from "./dataplane/calls";
import { type Certificate, CertificateAuthority } from "./dataplane/certificateAuthority";
import type { EcsService } from "./dataplane/ecsService";
import type { OneOffTask } from "./dataplane/oneOffTask";
import type { Edge } from "./dataplane/edge";
import type { Firing, Schedule } from "./dataplane/schedule";
import { canonicalName, type ZoneView } from "./dataplane/dnsAnswer";
import type { ForeignServer } from "./dataplane/foreignServer";
import { HostedZone } from "./dataplane/hostedZone";
import { ImageStore } from "./dataplane/imageStore";
import { LogStreams } from "./dataplane/logStreams";
import { Stops } from "./dataplane/stops";
import { TaskMeter } from "./dataplane/taskMeter";
import type { TargetGroup } from "./dataplane/targetGroup";
import type { TaskDefinition } from "./dataplane/taskDefinition";
import { Queue } from "./queue/queue";
import { Faults } from "./faults";
import { Metrics } from "./metrics/metrics";
import { FreePorts } from "./ports";
import { Receivers } from "./dataplane/receivers";
import { SecretStore } from "./dataplane/secretStore";
import type { CloudOptions } from "./options";
import type { ProviderPorts } from "./providers";
import { Random } from "./random";
import { ResourceStore } from "./resourceStore";
import { Timing } from "./timing";
import { Volumes } from "./dataplane/volumes";

/**
 * Minutes pass faster than on AWS, requests do not: of a minute of one second, many are open at its end, which an alarm
 * takes for failed ones, and so are those that a dead target gets for a second. So alarms count in longer ones.
 */
const alarmMinutes = 20;

/** The cloud's contents: its resources, and what serves behind them. Nothing outlives it. */
export class Cloud {
  readonly accountId = "123456789012";
  readonly random: Random;
  readonly timing: Timing;
  readonly resources = new ResourceStore();
  readonly faults = new Faults();
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  readonly images = new ImageStore();
  readonly ports = new FreePorts();
  readonly secrets: SecretStore;
  readonly receivers = new Receivers();
  /** The public zone of the environments. */
  readonly zone: HostedZone;
  /** The account's other public zones. */
  readonly otherZones: HostedZone[] = [];
  /** Private zones by id; only tasks know their servers. */
  readonly privateZones = new Map<string, HostedZone>();
  /** Calls between services as reported by tasks, by task. */
  readonly calls = new Calls();
  /** Tasks behind load balancers, recorded when ECS begins to stop them. */
  readonly stops = new Stops();
  readonly meters = new TaskMeter();
  readonly logs = new LogStreams();
  readonly buckets: BucketStore;
  readonly webAcls = new WebAcls();
  /** The queue that workers take their jobs from. */
  readonly queue = new Queue();
  /** URL of the control API, once it is serving. */
  controlUrl = "";
  providers: ProviderPorts = { aws: 0, awsx: 0 };
  /** By ARN of the load balancer. */
  readonly edges = new Map<string, Edge>();
  /** Servers elsewhere, by address. */
  readonly foreign = new Map<string, ForeignServer>();
  /** By ARN. */
  readonly targetGroups = new Map<string, TargetGroup>();
  /** By ARN of the certificate, once it is issued. */
  readonly certificates = new Map<string, Certificate>();
  /** By ARN. */
  readonly taskDefinitions = new Map<string, TaskDefinition>();
  /** By cluster and service name (`serviceKey`). */
  readonly services = new Map<string, EcsService>();
  /** Tasks that no service started, by id. */
  readonly oneOffTasks = new Map<string, OneOffTask>();
  /** By group and name. */
  readonly schedules = new Map<string, Schedule>();
  /** Of schedules, in the order of their times. */
  readonly firings: Firing[] = [];
  /** By ARN. */
  readonly autoScalingGroups = new Map<string, AutoScalingGroup>();
  /** `isShort`: AWS has no Spot capacity to give. */
  readonly spot = { isShort: false };
  readonly volumes: Volumes;
  readonly caFile: string;
  readonly logDirectory: string;
  private addressesGiven = 0;

  private constructor(
    readonly options: CloudOptions,
    readonly authority: CertificateAuthority,
  ) {
    this.random = new Random(options.seed);
    this.secrets = new SecretStore(this.random);
    this.buckets = new BucketStore(options.region);
    this.timing = new Timing(options.timeScale);
    this.metrics = new Metrics(options.minuteSeconds * 1000);
    this.alarms = new Alarms(this.metrics, alarmMinutes);
    this.zone = this.newZone(
      options.zone,
      [1, 2, 3, 4].map((number) => `ns-${number}.${options.zone}`),
    );
    this.volumes = new Volumes(join(options.stateDirectory, "volumes"));
    this.caFile = join(options.stateDirectory, "ca.pem");
    this.logDirectory = join(options.stateDirectory, "tasks");
  }

  static async open(options: CloudOptions): Promise<Cloud> {
    const cloud = new Cloud(options, await CertificateAuthority.create());
    mkdirSync(cloud.logDirectory, { recursive: true });
    writeFileSync(cloud.caFile, cloud.authority.root.cert);
    await cloud.zone.open();
    return cloud;
  }

  /** Ends everything at once, including tasks. */
  close(): void {
    this.alarms.close();
    for (const service of this.services.values()) service.kill();
    for (const { task } of this.oneOffTasks.values()) task.kill();
    for (const group of this.targetGroups.values()) group.close();
    for (const edge of this.edges.values()) edge.close();
    for (const server of this.foreign.values()) server.close();
    for (const zone of this.zones()) zone.close();
  }

  zones(): HostedZone[] {
    return [...this.publicZones(), ...this.privateZones.values()];
  }

  publicZones(): HostedZone[] {
    return [this.zone, ...this.otherZones];
  }

  /** The public zone whose servers answer for a name, as resolvers find them from the root down. */
  zoneAnswering(name: string): HostedZone | undefined {
    return this.publicZones()
      .filter((zone) => zone.isDelegated && isWithin(canonicalName(name), zone.name))
      .sort((one, other) => other.name.length - one.name.length)[0];
  }

  newZone(zone: string, servers: string[]): HostedZone {
    const { ttl, propagationSeconds } = this.options;
    const addressesOf: ZoneView["addressesOf"] = (dnsName, type) => {
      const edge = this.edgeNamed(dnsName);
      const addresses = type === "A" ? edge?.addresses : edge?.ipv6Addresses;
      return addresses && this.random.some(addresses, addressesInAnswer);
    };
    return new HostedZone({ zone, servers, ttl, propagationSeconds, addressesOf }, this.random);
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.options.region}:${this.accountId}:${resource}`;
  }

  /** An id such as `vpc-0a1b...`. */
  newId(prefix: string): string {
    return `${prefix}-0${this.random.hex(16)}`;
  }

  edgeNamed(dnsName: string): Edge | undefined {
    const name = dnsName.toLowerCase().replace(/^dualstack\./, "");
    return [...this.edges.values()].find((edge) => edge.dnsName.toLowerCase() === name);
  }

  /** Addresses for a new load balancer. */
  newEdgeAddresses(): string[] {
    this.addressesGiven++;
    return Array.from(
      { length: this.options.nodes },
      (_, node) => `127.77.${this.addressesGiven}.${node + 1}`,
    );
  }

  newIpv6Addresses(): string[] {
    this.addressesGiven++;
    const number = this.addressesGiven.toString(16);
    return Array.from(
      { length: this.options.nodes },
      (_, node) => `2001:db8:77:${number}::${(node + 1).toString(16)}`,
    );
  }

  /** A private address for a task or an instance. */
  newPrivateAddress(): string {
    const [third, fourth] = [this.random.between(0, 256), this.random.between(4, 251)];
    return `10.0.${Math.floor(third)}.${Math.floor(fourth)}`;
  }
}
