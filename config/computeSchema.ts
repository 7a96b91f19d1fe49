import { z } from "zod";

/** What tasks run on. */
export const compute = z.discriminatedUnion("type", [
  z.strictObject({
    /** AWS runs the tasks, and there are no instances to look after. */
    type: z.literal("fargate"),
  }),
  z.strictObject({
    /** Instances of the service's own, in an Auto Scaling group for each color. */
    type: z.literal("ec2"),
    /**
     * One task per instance: the fleet's `size` is also the Auto Scaling group's min and max. Leave room
     * for a second task, which ECS starts next to the first when the task definition changes. If AWS scales the
     * tasks, it scales the group with them. `verify` compares it with what EC2 says of the type.
     */
    instanceType: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "must be an instance type such as `t3.small`")
      .default("t3.small"),
    /** At least the 30 of the machine image; at most what a gp3 volume can have. */
    diskGiB: z.number().int().min(30).max(65_536).default(30),
  }),
]);
