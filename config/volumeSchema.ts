import { z } from "zod";

const path = z
  .string()
  .max(255)
  .regex(/^\/[!-9;-~]/, "must be an absolute path below `/`, such as `/tmp`")
  .regex(/^[!-9;-~]*$/, "has a space, a colon or a character that is not ASCII")
  .refine(
    (text) => !/.\/$|\/\/|\/\.{1,2}(\/|$)/.test(text),
    "must be written without `//`, `.`, `..` and without a `/` at the end",
  )
  .superRefine((text, context) => {
    const message = kernelProblem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** Source: `checkProcMount` of runc, which starts containers. A folder below `/dev`, such as `/dev/shm`, works. */
function kernelProblem(text: string): string | undefined {
  if (/^\/proc(\/|$)/.test(text)) {
    return "is in `/proc`, where containers can have no other folder: no task would start";
  }
  if (/^\/(sys(\/|$)|dev$)/.test(text)) {
    return "holds files of the kernel, which the volume would hide: few programs work without them";
  }
  return undefined;
}

const fileSystemId = z
  .string()
  .regex(
    /^fs-([0-9a-f]{8}|[0-9a-f]{17})$/,
    "must be the id of a file system, such as `fs-0123abcd`",
  );
const accessPointId = z
  .string()
  .regex(/^fsap-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be the id of an access point: `fsap-…`");

const volume = z
  .strictObject({
    /** Absolute path in the container. */
    path,
    /**
     * A folder that is empty when a task starts and is deleted with it, on the task's or the instance's disk. It belongs
     * to root, unless the image has a `VOLUME` at this path: then it starts with that one's content, owner and mode.
     */
    temporary: z.boolean().default(false),
    /**
     * A file system of EFS that exists, with a mount target in each zone of the private subnets, whose security group
     * lets the service's tasks in on port 2049. Mounted encrypted in transit, and with the tasks' role, which may write
     * unless `readOnly` is set, but is not root on it: an access point can set the owner of files. The tasks of both
     * colors share the files, so both versions must be able to use them. In a preview it is an empty temporary folder.
     */
    efs: fileSystemId.optional(),
    /** An access point of the file system; its user and root directory apply. */
    accessPoint: accessPointId.optional(),
    /** Of a file system: its tasks may not write there. */
    readOnly: z.boolean().default(false),
  })
  .superRefine(({ temporary, efs, accessPoint, readOnly }, context) => {
    const problem = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (efs !== undefined && temporary) problem("efs", "can't be combined with `temporary: true`");
    if (efs === undefined && !temporary) {
      problem("efs", "is required, or `temporary: true` for an empty folder of each task");
    }
    if (efs === undefined && accessPoint !== undefined) {
      problem("accessPoint", "has no effect without `efs`");
    }
    if (temporary && readOnly) {
      problem("readOnly", "leaves the temporary folder empty, since nothing can write to it");
    }
  });

export type Volume = z.output<typeof volume>;

/** Source: "Use bind mounts with Amazon ECS" and `EphemeralStorage`, Amazon ECS API Reference. */
export const volumes = {
  /** Folders beside the image's own file system, which stays read-only (`readonlyRootFilesystem`). */
  volumes: z
    .array(volume)
    .superRefine((all, context) => {
      all.forEach(({ path }, index) => {
        if (all.findIndex((one) => one.path === path) === index) return;
        context.addIssue({ code: "custom", path: [index, "path"], message: `names ${path} twice` });
      });
    })
    .default([]),
  /**
   * Disk of each task, on Fargate: its images and temporary folders. From 21 to 200; without it a task has 20. On
   * instances it is `compute.diskGiB`.
   */
  ephemeralGiB: z.number().int().min(21).max(200).optional(),
};
