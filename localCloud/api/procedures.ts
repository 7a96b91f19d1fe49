import type { Cloud } from "../cloud";
import { certificateView, importCertificate } from "../control/acm";
import { scale } from "../control/appAutoScaling";
import { deleteByHand } from "../control/byHand";
import { clusterView } from "../control/ecsCluster";
import { connect } from "../control/connect";
import { serviceKey } from "../control/ecsNames";
import { invoke } from "../control/invokes";
import { secretValue } from "../control/secrets";
import * as operations from "../control/operations";
import { type ForeignPath, ForeignServer } from "../dataplane/foreignServer";
import type { BusEvent, TopicMessage } from "../../automation/world/notifier";
import type { MadeBucket, PutObject } from "../dataplane/bucketStore";
import type { CallCount } from "../dataplane/calls";
import type { Range } from "../metrics/metrics";
import { metricData, type MetricQuery } from "../metrics/query";
import { firings } from "../views/firings";
import { forwards } from "../views/forwards";
import { lookUpImage } from "../views/image";
import { addresses, edges, info } from "../views/info";
import * as exec from "./exec";
import * as faults from "./faults";
import * as queue from "./queue";
import * as tasks from "./tasks";
import * as zones from "./zones";

/** A procedure works on the cloud; its other arguments come from the caller. */
type Procedures = Record<string, (cloud: Cloud, ...args: never[]) => unknown>;

/** Changes nothing and may be retried: `GET /<name>?<arguments as JSON>`. */
export const questions = {
  healthz: () => ({ ready: true }),
  info,
  /** Where to connect, by the IPv4 address in the DNS answer. */
  addresses,
  edges,
  forwards,
  image: lookUpImage,
  /** Digests in a repository by tag. */
  imageTags: (cloud: Cloud, repository: string) => cloud.images.tags(repository),
  /** When the images of a repository were pushed, by digest. */
  imagePushes: (cloud: Cloud, repository: string) => cloud.images.pushes(repository),
  images: (cloud: Cloud) => cloud.images.list(),
  /** Null if the ECS service does not exist. */
  fleet: (cloud: Cloud, cluster: string, service: string) =>
    cloud.services.get(serviceKey(cluster, service))?.describe() ?? null,
  /** The alarms of these names that exist. */
  alarms: (cloud: Cloud, names: readonly string[]) => cloud.alarms.named(names),
  /** `GetMetricData`, in minutes of `minuteSeconds` and times in milliseconds since the epoch. */
  metricData: (cloud: Cloud, queries: readonly MetricQuery[], range: Range) =>
    metricData(cloud.metrics, queries, range),
  traffic,
  /** Where a task connects to, for an address and port of a load balancer. */
  connect: (cloud: Cloud, taskId: string, address: string, port: number) =>
    connect(cloud, { taskId, address, port }),
  /** Calls between services so far, as counted by the sample service. */
  calls: (cloud: Cloud) => cloud.calls.summary(),
  /** Tasks behind load balancers that began to stop, in this order. */
  stops: (cloud: Cloud) => cloud.stops.all,
  /** When load balancers moved sticky clients from targets that were not healthy any more. */
  moves: (cloud: Cloud) => [...cloud.edges.values()].flatMap(({ movedMs }) => movedMs),
  /** When each task began and ceased to be charged for, in this order. */
  metered: (cloud: Cloud) => cloud.meters.all,
  /** Secrets that tasks were given, by ARN: none of these may appear anywhere else. */
  secrets: (cloud: Cloud) => cloud.secrets.values(),
  /** What references to secrets resolve to. */
  secretViews: (cloud: Cloud, references: readonly string[]) =>
    Object.fromEntries(references.map((one) => [one, cloud.secrets.find(one)])),
  secretValue,
  /** Which of these topics and event buses exist. */
  receivers: (cloud: Cloud, arns: readonly string[]) => cloud.receivers.existing(arns),
  /** What topics and event buses were sent, in order. */
  received: (cloud: Cloud) => cloud.receivers.received,
  /** Null if there is no bucket of this name. */
  bucket: (cloud: Cloud, name: string) => cloud.buckets.describe(name),
  clusterView: (cloud: Cloud, name: string) => clusterView(cloud, name),
  /** Of an issued one; null if there is none. */
  certificateView: (cloud: Cloud, arn: string) => certificateView(cloud, arn),
  webAclExists: (cloud: Cloud, arn: string) => cloud.webAcls.exists(arn),
  /** What the bucket's owner sees in the console: its objects by key. */
  objects: (cloud: Cloud, bucket: string) => cloud.buckets.objects(bucket),
  /** `GetObject` of somebody who may not list the bucket. */
  getObject: (cloud: Cloud, bucket: string, key: string) => cloud.buckets.get(bucket, key),
  /** Every resource, by type and logical name. */
  resources: (cloud: Cloud) => cloud.resources.list(),
  faults: (cloud: Cloud) => cloud.faults.list(),
  /** What happened to the jobs so far, and who took them. */
  queue: queue.report,
  /** Records of a name, by type. */
  records: (cloud: Cloud, name: string) =>
    cloud
      .zones()
      .flatMap(({ records }) => [...records.values()].filter((record) => record.name === name)),
  /** Null if the cloud knows no such task. */
  task: tasks.describe,
  /** `FilterLogEvents`, of streams whose names begin with `prefix`. */
  logEvents: (cloud: Cloud, group: string, fromMs: number, prefix: string) =>
    cloud.logs.filter(group, fromMs, prefix),
  runningTasks: exec.runningTasks,
  firings,
  /** The last lines of the task's output. */
  taskOutput: tasks.output,
} satisfies Procedures;

/** Changes something and is never sent twice: `POST /<name>` with the arguments as a JSON array. */
export const orders = {
  /** Pushes an image: a directory with a `server.cjs`. `repository` is a name or a URI. */
  push: (cloud: Cloud, repository: string, tag: string, directory: string) =>
    cloud.images.push(repository, tag, directory),
  tagImage: (cloud: Cloud, repository: string, tag: string, digest: string) =>
    cloud.images.addTag(repository, tag, digest),
  untagImage: (cloud: Cloud, repository: string, tag: string) =>
    cloud.images.removeTag(repository, tag),
  /** Creates an SSM parameter, or a secret, or gives it another value. */
  putSecret: (cloud: Cloud, name: string, value: string) => cloud.secrets.put(name, value),
  /** Creates an SNS topic or an event bus with this ARN. */
  createReceiver: (cloud: Cloud, arn: string) => cloud.receivers.create(arn),
  publish: (cloud: Cloud, message: TopicMessage) => cloud.receivers.publish(message),
  putEvent: (cloud: Cloud, event: BusEvent) => cloud.receivers.put(event),
  /**
   * Scales an ECS service the way its scaling policy would to get `desired` tasks. Returns the new
   * count, and why it is not `desired`; the reason is empty if it is.
   */
  scale: (cloud: Cloud, cluster: string, service: string, desired: number) =>
    scale(cloud, serviceKey(cluster, service), desired),
  /** A task reports its totals, and why the last calls failed. */
  tellCalls: (cloud: Cloud, taskId: string, count: CallCount, reasons: string[]) =>
    cloud.calls.tell(taskId, count, reasons),

  /** Creates a hosted zone, as somebody would in the console. */
  createZone: zones.create,
  /** Creates a record in a public zone, as somebody else would; returns once every name server has it. */
  putRecord: (cloud: Cloud, name: string, type: string, values: string[], ttl = 300) =>
    zones.require(cloud, name).create({ name, type, values, ttl, aliasOf: null }, false).inSync,

  /** Starts a server elsewhere, at this address, that answers these names with `body`, but at `other` paths. */
  startForeign: async (
    cloud: Cloud,
    address: string,
    names: string[],
    body: object,
    other?: ForeignPath[],
  ) => {
    cloud.foreign.set(address, await ForeignServer.open(cloud.authority, names, body, other));
  },

  /** As its owner would in the console. */
  createBucket: (cloud: Cloud, name: string, made: MadeBucket) => cloud.buckets.create(name, made),
  /** `ImportCertificate`: one for these names, with this ARN. */
  importCertificate: (cloud: Cloud, arn: string, names: string[]) =>
    importCertificate(cloud, arn, names),
  /** A web ACL of AWS WAF, with this ARN, which blocks requests whose paths begin with `blockedPrefix`. */
  createWebAcl: (cloud: Cloud, arn: string, blockedPrefix: string | null = null) =>
    cloud.webAcls.create(arn, blockedPrefix),
  /** `PutObject`, with `If-Match` or `If-None-Match` if there is a condition. */
  putObject: (cloud: Cloud, bucket: string, key: string, object: PutObject) =>
    cloud.buckets.put(bucket, key, object),

  check: operations.check,
  diff: operations.diff,
  create: operations.create,
  update: operations.update,
  remove: operations.remove,
  read: operations.read,
  /** Deletes a resource behind Pulumi's back, by its type and logical name, with what AWS deletes along with it. */
  deleteByHand,
  invoke,

  executeCommand: exec.executeCommand,
  runTask: tasks.run,
  stopTask: tasks.stop,
  enqueue: queue.enqueue,
  lease: queue.lease,
  takeEffect: queue.takeEffect,
  finish: queue.finish,
  fault: faults.order,
  releaseFault: faults.release,
  clearFaults: faults.clear,
} satisfies Procedures;

/** Requests for the hosts on the load balancer during the last `windowSeconds`; none on one that does not exist. */
function traffic(
  cloud: Cloud,
  loadBalancerArn: string,
  hosts: readonly string[],
  windowSeconds: number,
): { requests: number; windowSeconds: number; lagSeconds: number } {
  const edge = cloud.edges.get(loadBalancerArn);
  const counts = hosts.map((host) => edge?.traffic.requests(host, windowSeconds) ?? 0);
  const requests = counts.reduce((total, count) => total + count, 0);
  return { requests, windowSeconds, lagSeconds: 0 };
}
