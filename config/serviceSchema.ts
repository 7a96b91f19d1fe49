import { z } from "zod";
import { inNumbers } from "./capacitySchema";
import { common } from "./commonSchema";
import { command } from "./containerSchema";
import { canary, check, compare, test, warm } from "./gateSchema";
import { healthCheck } from "./healthCheckSchema";
import { hosts } from "./hostSchema";
import { protocol, withUsualCheck } from "./protocol";
import { seconds } from "./seconds";

/** Time between SIGTERM and SIGKILL: ECS's own default, and the most that Fargate allows. */
export const stopLimits = { usualSeconds: 30, fargateSeconds: 120 };
const stopSeconds = seconds(2, 86400);
const usualRequestSeconds = 60;

/** Step 4: a command that runs as a one-off task with the new image. */
const selfTest = z.strictObject({
  /** Program and arguments. */
  command,
  /** A task that is still running after this time is stopped and counts as failed. */
  timeoutSeconds: seconds(1, 7200).default(300),
});

/** Serves requests behind the load balancers. */
const api = z.strictObject({
  /** `api` serves requests behind the load balancers; `worker` pulls its work and gets no traffic. */
  // `optional` makes this the kind of a service without `kind`, also for the discriminator.
  kind: z.literal("api").optional().default("api"),
  /**
   * First label of the service's names: `<host>.<domain>`, unless `hosts` lists other ones, its test name
   * and its private name. Defaults to the service's name.
   */
  host: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, {
      error: ({ input }) =>
        `must be one DNS label, of at most 63 lower-case letters, digits and hyphens${String(input).includes(".") ? " (full names belong in `hosts`)" : ""}`,
    })
    .optional(),
  /**
   * Production names, the primary one first: a label below the environment's domain, `@` for the domain
   * itself, or a full name, also in another public hosted zone of the account. All of them move together.
   * `up` adds a name; `host remove` removes one.
   */
  hosts: hosts.optional(),
  /**
   * `false`: only services of the environment reach it. It is behind private load balancers alone, under
   * `<host>.internal.<domain>` and, to its own tasks, `<host>-test.internal.<domain>`. Its tests run as a task inside
   * the network (`selfTest`).
   */
  public: z.boolean().default(true),
  /** Container port. */
  port: z.number().int().min(1).max(65535).default(8080),
  /**
   * What the load balancers speak with the tasks, in plain text: `http2` and `grpc` answer clients that speak
   * HTTP/2 only. AWS refuses HTTP/1.1 requests there with status 464. A gRPC call that fails has HTTP status 200, so
   * neither `canary` nor the error alarms count it.
   */
  protocol: protocol.default("http1"),
  ...common,
  healthCheck: healthCheck.prefault({}),
  /**
   * For how long a task that joins others gets a growing share of the requests. A candidate's first tasks all
   * get theirs at once; `warm` prepares those.
   */
  slowStartSeconds: seconds(30, 900).optional(),
  /**
   * For how long a client with cookies stays on one task, counted from its last request. In a canary, it stays on
   * one version as well, so that shares apply to new clients. After the switch, and after a rollback, its next
   * request goes to the fleet that serves.
   */
  stickySeconds: seconds(1, 604_800).optional(),
  /**
   * How long a request may take, from its first byte to the last byte of the response. Requests that are open
   * when their fleet stops get this long to finish; streams and WebSockets that are still open after that are
   * closed. Defaults to 60,
   * or to `deregistrationSeconds` if that is less. The load balancers' idle timeout is at least as long, so
   * the service has to keep idle connections open for longer than that.
   */
  longestRequestSeconds: seconds(1, 3600).optional(),
  /**
   * How long a deregistering target gets to finish its requests; defaults to
   * `longestRequestSeconds`.
   */
  deregistrationSeconds: seconds(0, 3600).optional(),
  /**
   * Time between SIGTERM, which comes after `deregistrationSeconds`, and SIGKILL. Defaults to
   * `longestRequestSeconds`, but to at least 30, and on Fargate to at most 120, which AWS allows there.
   */
  stopSeconds: stopSeconds.optional(),
  /** Requests that the candidate must answer as expected in step 4, before it gets production traffic. */
  checks: z.array(check).default([]),
  /**
   * In step 4, once the tests have passed: how much faster or slower the new version is than the one in production, or
   * in the first release of an adopted name, than its origin.
   */
  compare: compare.optional(),
  /**
   * Before the switch: a rising load on the candidate through its own load balancer, which has been idle. Choose
   * paths that reach what has to be warm, such as caches and connections to databases.
   */
  warm: warm.optional(),
  /** Before the switch: the new version gets a growing share of production, and is compared with the old one. */
  canary: canary.optional(),
  test: test.optional(),
  /**
   * With `public: false`, step 4: a command that runs as a one-off task with the new image, replacing the image's
   * command. It reaches the candidate at the URL in the variable `TEST_URL`; so do hooks. An exit code other than 0
   * ends the release.
   */
  selfTest: selfTest.optional(),
  /**
   * The program creates an alarm on errors for each color: one for clients, one for calls by other services. It goes
   * off when at least this share of a minute's requests failed, in percent: the tasks answered 5xx, or gave no
   * answer. Minutes with fewer than 20 requests don't count; 0 creates no alarm. Requests that are still open when a
   * minute ends have no answer yet, so if a minute has more requests than the one before, by more than this share,
   * only 5xx count. A WebSocket's 101 is no answer. If `longestRequestSeconds` is above 60, only 5xx and refused
   * connections count.
   */
  errorAlarmPercent: z.number().min(0).max(100).default(5),
  /**
   * Slot of the service's rules on the listeners, 0-12249. A lower one is matched first; by default it is derived from its name.
   */
  ruleSlot: z.number().int().min(0).max(12249).optional(),
});

/** Pulls its work, for example from a queue; it receives no traffic. */
const worker = z.strictObject({
  /** `api` serves requests behind the load balancers; `worker` pulls its work and gets no traffic. */
  kind: z.literal("worker"),
  ...common,
  /** Time between SIGTERM and SIGKILL; at most 120 on Fargate. */
  stopSeconds: stopSeconds.default(stopLimits.usualSeconds),
  /**
   * Step 4: a command that runs as a one-off task with the new image, replacing the image's command, and
   * must not consume jobs. An exit code other than 0 ends the release.
   */
  selfTest,
  /**
   * Whether both versions may consume at once. If not, the old one stops before the new one starts, and
   * no jobs are processed in between.
   */
  overlap: z.boolean().default(false),
});

/** With what follows from other settings: a fleet keeps all of them, whatever they follow from later. */
function withDependentDefaults(given: z.output<typeof api>) {
  const { deregistrationSeconds: leave } = given;
  const longestRequestSeconds =
    given.longestRequestSeconds ??
    Math.max(1, Math.min(usualRequestSeconds, leave ?? usualRequestSeconds));
  const { usualSeconds, fargateSeconds } = stopLimits;
  const mostSeconds = given.compute.type === "fargate" ? fargateSeconds : Infinity;
  const defaultSeconds = Math.min(mostSeconds, Math.max(usualSeconds, longestRequestSeconds));
  return {
    ...given,
    longestRequestSeconds,
    deregistrationSeconds: leave ?? longestRequestSeconds,
    stopSeconds: given.stopSeconds ?? defaultSeconds,
    capacity: inNumbers(given.capacity, given.size),
    healthCheck: withUsualCheck(given.healthCheck, given.protocol),
  };
}

/** Every key of a service, by kind. */
export const serviceKeys = { api: Object.keys(api.shape), worker: Object.keys(worker.shape) };

const finishedApi = api.transform(withDependentDefaults);

const finishedWorker = worker.transform((given) => ({
  ...given,
  capacity: inNumbers(given.capacity, given.size),
}));

export const serviceSchema = z.discriminatedUnion("kind", [finishedApi, finishedWorker]);

export type ApiSettings = z.output<typeof finishedApi>;
export type WorkerSettings = z.output<typeof finishedWorker>;
export type ServiceSettings = ApiSettings | WorkerSettings;
export type ServiceKind = ServiceSettings["kind"];
