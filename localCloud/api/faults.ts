import { z } from "zod";
import type { Cloud } from "../cloud";
import { interruptSpot } from "../control/spot";
import { serviceKey } from "../control/ecsNames";
import { CloudError, valid } from "../errors";

const operationFault = {
  operation: z.enum(["create", "update", "delete"]),
  type: z.string(),
  name: z.string().optional(),
};

const faultSchema = z.discriminatedUnion("kind", [
  /** The next such operation fails without effect. */
  z.strictObject({ kind: z.literal("fail"), ...operationFault }),
  /** The next such operation is held until `releaseFault`. */
  z.strictObject({
    kind: z.literal("pause"),
    ...operationFault,
    when: z.enum(["before", "after"]).default("before"),
  }),
  /** The next such update is reported as done but has no effect. */
  z.strictObject({ kind: z.literal("ignore"), ...operationFault, operation: z.literal("update") }),
  /** Kills a task's process; without `taskId`, any running one of the service. */
  z.strictObject({
    kind: z.literal("killTask"),
    cluster: z.string(),
    service: z.string(),
    taskId: z.string().optional(),
    /** Only that container's process, beside the service's own. */
    sidecar: z.string().optional(),
  }),
  /**
   * Moves a task of a service to another availability zone, unless the service forbids it or is rolling out.
   */
  z.strictObject({ kind: z.literal("rebalance"), cluster: z.string(), service: z.string() }),
  /**
   * AWS takes back what a service has on Spot, at once and with its notice; `all`: everything, as if none of it were on
   * demand.
   */
  z.strictObject({
    kind: z.literal("spotInterruption"),
    cluster: z.string(),
    service: z.string(),
    all: z.boolean().default(false),
  }),
  /** While on, AWS has no Spot capacity to give. */
  z.strictObject({ kind: z.literal("noSpot"), on: z.boolean() }),
  /** Forgets stopped one-off tasks, as AWS does an hour after their end. */
  z.strictObject({ kind: z.literal("forgetTasks") }),
  /** Sets an alarm's state, which then lasts; creates the alarm if it does not exist. */
  z.strictObject({
    kind: z.literal("alarm"),
    name: z.string().min(1),
    state: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
    reason: z.string().default("set by a test"),
  }),
  /** While on, the tasks of a service fail their health checks but keep answering requests. */
  z.strictObject({
    kind: z.literal("unhealthy"),
    cluster: z.string(),
    service: z.string(),
    on: z.boolean(),
  }),
  /** While on, targets that deregister are closed at once, whatever their delay. */
  z.strictObject({ kind: z.literal("noDraining"), on: z.boolean() }),
  /** While on, load balancers can only take what they have grown to. */
  z.strictObject({ kind: z.literal("growing"), on: z.boolean() }),
  /**
   * While on, load balancers have lost the sessions of sticky clients (`lost`), or keep clients on the target group of
   * their cookie though no rule forwards there any more (`kept`).
   */
  z.strictObject({
    kind: z.literal("sessions"),
    are: z.enum(["lost", "kept"]),
    on: z.boolean(),
  }),
  /** While on, load balancers give every target group of a weighted forward the same share. */
  z.strictObject({ kind: z.literal("evenWeights"), on: z.boolean() }),
  /**
   * While on, one name server gets no changes, so that none is in sync; `told` reports them as in sync
   * all the same.
   */
  z.strictObject({
    kind: z.literal("dnsNeverInSync"),
    on: z.boolean(),
    told: z.boolean().default(false),
  }),
  /** AWS seconds that new tasks need to start. */
  z.strictObject({ kind: z.literal("taskStart"), seconds: z.number().min(0) }),
  /** A parameter, by name, or a secret or one of its JSON keys, by reference, that does not exist. */
  z.strictObject({ kind: z.literal("missingSecret"), name: z.string(), on: z.boolean() }),
  /** A file system of EFS that does not exist. */
  z.strictObject({ kind: z.literal("missingFileSystem"), id: z.string(), on: z.boolean() }),
]);

export type Fault = z.input<typeof faultSchema>;

const outcomeSchema = z.enum(["continue", "drop"]);

/** Lets a held operation continue, or drops it without effect. */
export function release(cloud: Cloud, id: string, outcome: z.input<typeof outcomeSchema>): void {
  cloud.faults.release(id, valid(outcomeSchema, outcome));
}

export function clear(cloud: Cloud): void {
  cloud.faults.clear();
  cloud.spot.isShort = false;
  for (const zone of cloud.zones()) zone.holdLastServer(false);
  for (const edge of cloud.edges.values()) {
    edge.capacity.isLimited = false;
    edge.weighsEvenly = false;
    edge.sessions = "usual";
  }
  for (const group of cloud.targetGroups.values()) {
    group.failing = false;
    group.draining = true;
  }
}

/** The fault's id if it waits for an operation, the target that it killed, whether it moved a task, or how many it took. */
interface Ordered {
  taken?: number;
  id?: string;
  target?: string;
  moved?: boolean;
}

export function order(cloud: Cloud, ordered: Fault): Ordered {
  const fault = valid(faultSchema, ordered);
  switch (fault.kind) {
    case "fail":
    case "pause":
    case "ignore":
      return { id: cloud.faults.order(fault) };
    case "killTask":
      return killTask(cloud, fault);
    case "rebalance":
      return { moved: ecsService(cloud, fault)?.rebalance() ?? false };
    case "spotInterruption":
      return { taken: interruptSpot(cloud, fault) };
    case "noSpot":
      cloud.spot.isShort = fault.on;
      return {};
    case "unhealthy":
      for (const group of ecsService(cloud, fault)?.settings.targetGroups ?? []) {
        group.failing = fault.on;
      }
      return {};
    case "noDraining":
      for (const group of cloud.targetGroups.values()) group.draining = !fault.on;
      return {};
    case "growing":
      for (const edge of cloud.edges.values()) edge.capacity.isLimited = fault.on;
      return {};
    case "evenWeights":
      for (const edge of cloud.edges.values()) edge.weighsEvenly = fault.on;
      return {};
    case "sessions":
      for (const edge of cloud.edges.values()) edge.sessions = fault.on ? fault.are : "usual";
      return {};
    case "forgetTasks":
      for (const [id, { task }] of cloud.oneOffTasks) {
        if (task.status === "STOPPED") cloud.oneOffTasks.delete(id);
      }
      return {};
    case "dnsNeverInSync":
      for (const zone of cloud.zones()) zone.holdLastServer(fault.on, fault.told);
      return {};
    case "alarm":
      cloud.alarms.set(fault.name, fault.state, fault.reason);
      return {};
    case "taskStart":
      cloud.options.taskStartSeconds = fault.seconds;
      return {};
    case "missingSecret":
      cloud.secrets.setMissing(fault.name, fault.on);
      return {};
    case "missingFileSystem":
      cloud.volumes.setMissing(fault.id, fault.on);
      return {};
  }
}

/** Returns the task's target address on load balancers. */
function killTask(
  cloud: Cloud,
  {
    cluster,
    service,
    taskId,
    sidecar,
  }: Extract<z.output<typeof faultSchema>, { kind: "killTask" }>,
): { target: string } {
  const tasks = ecsService(cloud, { cluster, service })?.tasks ?? [];
  const task = tasks.find((one) => one.status === "RUNNING" && (taskId ?? one.id) === one.id);
  if (!task) throw new CloudError("TaskNotFound", `no running task in ${cluster}/${service}`);
  // A target that its task's end deregisters is known no more.
  const { target } = task;
  if (sidecar === undefined) task.kill();
  else task.killSidecar(sidecar);
  return { target };
}

function ecsService(cloud: Cloud, { cluster, service }: { cluster: string; service: string }) {
  return cloud.services.get(serviceKey(cluster, service));
}
