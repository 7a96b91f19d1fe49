import { z } from "zod";
import { alarmName } from "./alarms";
import { capabilities, needlessCapabilities } from "./capabilities";
import { capacity } from "./capacitySchema";
import { compute } from "./computeSchema";
import { container } from "./containerSchema";
import { hooks } from "./hookSchema";
import { imageRepository } from "./imageRepository";
import { logs } from "./logSchema";
import { schedules } from "./scheduleSchema";
import { seconds } from "./seconds";
import { kmsKeyArn, secretArn, secretReference } from "./secretReference";
import { sidecars } from "./sidecarSchema";
import { size } from "./size";
import { taskPermissions } from "./taskPermissions";
import { eachOnce } from "./unique";
import { passedText } from "./variables";
import { volumes } from "./volumeSchema";

/** Settings of every kind of service. */
export const common = {
  /**
   * Where the images are, such as `ghcr.io/team/users`; defaults to the ECR repository that the program
   * creates. The program keeps its own repository in either case, since a running fleet may still use
   * images from it.
   */
  repository: imageRepository.optional(),
  /**
   * Secrets Manager secret with `username` and `password` for `repository`, if pulling needs
   * credentials.
   */
  repositorySecretArn: secretArn.optional(),
  /** Tasks of the active fleet: a number, or `{ min, max, target }` (config/size.ts). */
  size: size.default(2),
  /** CPU units, 1024 per vCPU. */
  cpu: z.number().int().min(128).max(196_608).default(256),
  /** At least the 6 that Docker reserves for a container; at most what the largest instance has, 32 TiB. */
  memoryMiB: z.number().int().min(6).max(33_554_432).default(512),
  /** CPU architecture of tasks and instances; images have to be built for it. */
  architecture: z.enum(["X86_64", "ARM64"]).default("X86_64"),
  compute: compute.default({ type: "fargate" }),
  /**
   * `onDemand`, or how much of the fleet runs on Spot capacity, which costs less and which AWS takes back with two
   * minutes' notice: `mixed`, `spot`, or `{ base, spotPercent }` (config/capacitySchema.ts).
   */
  capacity: capacity.default("onDemand"),
  ...container,
  ...taskPermissions,
  ...volumes,
  ...sidecars,
  ...logs,
  /**
   * Linux capabilities to drop from those that Docker grants to a container; `ALL` drops all of them. An
   * image that switches users or changes file owners at start needs some.
   */
  droppedCapabilities: eachOnce(z.enum(capabilities)).default([...needlessCapabilities]),
  /** Variables of the service's own container, as text. They are readable in the task definition: secrets go to `secrets`. */
  environment: z.record(z.string(), passedText).default({}),
  /**
   * Variables whose values ECS reads when a task starts: references to secrets
   * (config/secretReference.ts), never the secrets themselves.
   */
  secrets: z.record(z.string(), secretReference).default({}),
  /**
   * Customer managed KMS key that encrypts the secrets: those of the service, its sidecars and its `logs`, and that of
   * `repositorySecretArn`.
   */
  secretsKmsKeyArn: kmsKeyArn.optional(),
  /**
   * Services of the environment that this one calls. It gets the URL of each as `<SERVICE>_URL`, a
   * private name that points to the callee's active color, and can connect to no other service inside
   * the environment.
   */
  calls: z.array(z.string()).default([]),
  /** TCP ports that tasks may connect to; 443 is how they reach AWS and image registries. */
  outboundPorts: eachOnce(z.number().int().min(1).max(65535)).default([443]),
  /** Set to false for an image that writes outside its `volumes`. */
  readonlyRootFilesystem: z.boolean().default(true),
  /** How long a candidate may take to become healthy before the release fails. */
  startSeconds: seconds(10, 3600).default(600),
  /**
   * Names of existing CloudWatch alarms, metric or composite. An alarm that goes off during a release
   * ends it: before the switch the candidate is stopped, after it production is rolled back.
   */
  alarms: eachOnce(alarmName).default([]),
  hooks: hooks.prefault({}),
  ...schedules,
};
