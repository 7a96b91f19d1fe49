import { z } from "zod";
import { capabilities, needlessCapabilities } from "./capabilities";
import { command, user, workingDirectory } from "./containerSchema";
import {
  digestPattern,
  imageRepository,
  splitImage,
  tagPattern,
  withLowerCaseHost,
} from "./imageRepository";
import { logRouter } from "./logSchema";
import { namedMap } from "./namedMap";
import { seconds } from "./seconds";
import { secretArn, secretReference } from "./secretReference";
import { eachOnce } from "./unique";
import { passedText } from "./variables";

const image = z
  .string()
  .superRefine((text, context) => {
    const { repository, tag, digest } = splitImage(text);
    const problem = (message: string) => context.addIssue({ code: "custom", message });
    if (tag === undefined && digest === undefined) {
      return problem("has neither a tag nor a digest; end it with one, such as `:1.2.3`");
    }
    const isWellFormed =
      (tag === undefined || tagPattern.test(tag)) &&
      (digest === undefined || digestPattern.test(digest));
    if (!isWellFormed) return problem("has a malformed tag or digest");
    const parsed = imageRepository.safeParse(repository);
    for (const { message } of parsed.error?.issues ?? []) problem(message);
  })
  .transform(withLowerCaseHost);

/** Source: `HealthCheck`, Amazon ECS API Reference. */
const healthCheck = z.strictObject({
  /** Program and arguments, run in the sidecar; it is healthy if the exit code is 0. */
  command,
  /** Time between two health checks. */
  intervalSeconds: seconds(5, 300).default(10),
  /** Time for the command; if it takes longer, the check has failed. */
  timeoutSeconds: seconds(2, 60).default(5),
  /** Failures in a row until it is unhealthy. */
  retries: z.number().int().min(1).max(10).default(3),
  /** Failures within this time after its start don't count. */
  startSeconds: seconds(0, 300).default(0),
});

/** A container beside the service's own, in each of its tasks. They share the network: it is at `localhost`. */
const sidecar = z.strictObject({
  /**
   * With registry and tag or digest, such as `public.ecr.aws/aws-observability/aws-otel-collector:v0.43.0`. A release
   * looks its digest up when it begins, and the fleet keeps that; a tag that has moved takes effect with the next
   * release. The deployer looks up one of a private registry with the login that Docker has on its machine.
   */
  image,
  /** Secrets Manager secret with `username` and `password` for the image's registry, if pulling needs credentials. */
  repositorySecretArn: secretArn.optional(),
  /** Part of the task's `cpu`, in CPU units (1024 per vCPU). Absent: what the other containers leave. */
  cpu: z.number().int().min(1).optional(),
  /** Part of the task's `memoryMiB`; if it takes more, it is killed. Absent: what the other containers leave. */
  memoryMiB: z.number().int().min(6).optional(),
  /** Instead of its image's command; the service's `command` is not for it. */
  command: command.optional(),
  /** Instead of its image's entry point. */
  entryPoint: command.optional(),
  /** User, or `user:group`, by name or ID; a log router needs an ID. */
  user: user.optional(),
  /** Absolute path. */
  workingDirectory: workingDirectory.optional(),
  /** Its variables; those of the service are not passed on. */
  environment: z.record(z.string(), passedText).default({}),
  /** Its variables whose values ECS reads when a task starts: references, never the secrets themselves. */
  secrets: z.record(z.string(), secretReference).default({}),
  /** Paths of the service's `volumes` that it mounts as well, at the same place. */
  mounts: eachOnce(z.string()).default([]),
  /**
   * Whether the task ends when this container ends or becomes unhealthy: ECS then takes the task out of the load
   * balancers and replaces it.
   */
  essential: z.boolean().default(true),
  /** Whether the service's container waits until this one has started, or with a `healthCheck` until it is healthy. */
  startFirst: z.boolean().default(false),
  /** How ECS checks whether it is healthy. */
  healthCheck: healthCheck.optional(),
  /**
   * Makes it the task's log router (FireLens), which sends on what the service's own container writes, as the service's
   * `logs` say. It starts before that container and stops after it; what it writes itself is in CloudWatch Logs.
   */
  logRouter: logRouter.optional(),
  /**
   * Time between SIGTERM and SIGKILL; at most 120 on Fargate. With `startFirst` it gets its SIGTERM once the service's
   * container has stopped.
   */
  stopSeconds: seconds(2, 86400).default(30),
  /** Set to false for an image that writes outside its `mounts`. */
  readonlyRootFilesystem: z.boolean().default(true),
  /** Linux capabilities to drop from those that Docker grants to a container. */
  droppedCapabilities: eachOnce(z.enum(capabilities)).default([...needlessCapabilities]),
});

export type Sidecar = z.output<typeof sidecar>;

/** "Containers per task definition" of the Amazon ECS service quotas, which can't be raised; one is the service's. */
const mostSidecars = 9;

const namePattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
const longestName = 63;

function nameProblem(name: string): string | null {
  if (!new RegExp(namePattern).test(name)) return "must be lower-case letters, digits and hyphens";
  return name.length > longestName ? `must have at most ${longestName} characters` : null;
}

export const sidecars = {
  /** By name. Log streams are `<color>/<name>/<task id>`. docs/sidecars.md has examples. */
  sidecars: namedMap(sidecar, nameProblem, { pattern: namePattern, maxLength: longestName })
    .refine(
      (all) => Object.keys(all).length <= mostSidecars,
      `are more than ${mostSidecars}: ECS runs 10 containers in a task, of which one is the service's`,
    )
    .default({}),
};
