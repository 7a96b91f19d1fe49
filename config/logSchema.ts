import { z } from "zod";
import { workingDirectory } from "./containerSchema";
import { namedMap } from "./namedMap";
import { secretReference } from "./secretReference";

const configFile = z.string().superRefine((path, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (/^(arn:|s3:)/.test(path)) {
    return problem(
      "must be a path in the router's image: Fargate reads no configuration from S3; build the file into the image",
    );
  }
  for (const { message } of workingDirectory.safeParse(path).error?.issues ?? []) problem(message);
});

/** Source: "Example Amazon ECS task definition: Route logs to FireLens", ECS Developer Guide. */
const ownFile = {
  fluentbit: "/fluent-bit/etc/fluent-bit.conf",
  fluentd: "/fluentd/etc/fluent.conf",
} as const;

/** Source: `FirelensConfiguration`, Amazon ECS API Reference. */
export const logRouter = z
  .strictObject({
    /** What its image runs. */
    type: z.enum(["fluentbit", "fluentd"]).default("fluentbit"),
    /** Whether ECS adds the cluster, the task and its definition to each line. */
    metadata: z.boolean().default(true),
    /** Absolute path, in its image, of a configuration that ECS includes. */
    configFile: configFile.optional(),
  })
  .superRefine(({ type, configFile: path }, context) => {
    if (path !== ownFile[type]) return;
    const message = "must be another path: there, ECS mounts the configuration that includes it";
    context.addIssue({ code: "custom", path: ["configFile"], message, input: path });
  });

/** Where each router looks for the output that it is to use. */
export const outputOption = { fluentbit: "Name", fluentd: "@type" } as const;

/** ECS writes an option as a line of the router's configuration. */
function nameProblem(name: string): string | null {
  if (name === "") return "must have at least 1 character";
  return /[\s\p{Cc}]/u.test(name)
    ? "must not contain spaces or line breaks, which end an option's name"
    : null;
}
const value = z
  .string()
  .regex(/^[^\p{Cc}]*$/u, "must be one line: ECS writes it into the router's configuration");

export const logs = {
  /**
   * What the service's own container writes goes to its log router (FireLens), a sidecar with `logRouter`, instead of
   * CloudWatch Logs. A release can then no longer show why a hook or a self-test failed, unless the router also writes
   * to the service's log group. docs/sidecars.md has examples.
   */
  logs: z
    .strictObject({
      /** Options of the router's output, such as `Name: datadog`; Fluent Bit's start with `Name`, Fluentd's with `@type`. */
      options: namedMap(value, nameProblem).default({}),
      /** Options whose values ECS reads when a task starts: references, as in `secrets`. */
      secretOptions: namedMap(secretReference, nameProblem).default({}),
    })
    .optional(),
};
