import { z } from "zod";
import { passedText } from "./variables";

/** An argument may be empty. */
export const command = z
  .array(passedText)
  .min(1)
  .refine(([program]) => program !== "", "must begin with a program");

/** Docker's limit. */
const largestId = 2_147_483_647;

/** A Linux id, or a name that the image has in `/etc/passwd` or `/etc/group`. */
function isId(text: string): boolean {
  return /^\d+$/.test(text) ? Number(text) <= largestId : /^[A-Za-z_][\w.-]{0,31}$/.test(text);
}

export const user = z.string().refine((text) => {
  const ids = text.split(":");
  return ids.length <= 2 && ids.every(isId);
}, 'must be a user such as `node` or `"1000"`, with a group if you want: `"1000:1000"`');

export const workingDirectory = passedText.refine(
  (text) => text.startsWith("/"),
  "must be an absolute path, which starts with `/`",
);

/** `-1`: no limit. */
const limit = z.number().int().min(-1).max(largestId);

const ulimit = z
  .union([
    limit,
    z.strictObject({
      /** Applies at first; a process may raise it up to the hard one. -1 is no limit. */
      soft: limit,
      /** What no process can exceed. -1 is no limit. */
      hard: limit,
    }),
  ])
  .transform((given) => (typeof given === "number" ? { soft: given, hard: given } : given))
  .refine(
    ({ soft, hard }) => hard === -1 || (soft !== -1 && soft <= hard),
    "has a soft limit above the hard one",
  );

const one = ulimit.optional();

/** Sources: `Ulimit`, Amazon ECS API Reference; units: setrlimit(2). */
const ulimits = z.strictObject({
  /** Largest core dump, in bytes. */
  core: one,
  /** CPU time of a process, in seconds. */
  cpu: one,
  /** Data segment of a process, in bytes. */
  data: one,
  /** Largest file that a process may write, in bytes. */
  fsize: one,
  /** Number of file locks. */
  locks: one,
  /** Memory that a process may lock, in bytes. */
  memlock: one,
  /** Memory of POSIX message queues, in bytes. */
  msgqueue: one,
  /** Up to which priority a process may be raised: 20 minus the nice value. */
  nice: one,
  /** Number of open files and connections of a process. */
  nofile: one,
  /** Number of processes and threads of the user. */
  nproc: one,
  /** Resident memory, in bytes; Linux ignores it. */
  rss: one,
  /** Highest real-time priority. */
  rtprio: one,
  /** CPU time of a real-time process without a blocking call, in microseconds. */
  rttime: one,
  /** Number of queued signals. */
  sigpending: one,
  /** Stack of a process, in bytes. */
  stack: one,
});
export const ulimitNames = Object.keys(ulimits.shape) as (keyof typeof ulimits.shape)[];

/** How the image's main process runs. Without a key, it is as the image says. */
export const container = {
  /**
   * Program and arguments instead of the image's command (`CMD`): arguments of its entry point, if it has one.
   * With it, one image can be both an API and a worker.
   */
  command: command.optional(),
  /** Instead of the image's entry point (`ENTRYPOINT`), and then without the image's command. */
  entryPoint: command.optional(),
  /** User, or `user:group`, by name or id; an id in quotes, since it is text. */
  user: user.optional(),
  /** Absolute path. */
  workingDirectory: workingDirectory.optional(),
  /**
   * By name: a number, or `{ soft, hard }`. In bytes, seconds or as a count, depending on the name; -1 is no limit. On
   * Fargate `nofile` is 65535 unless it is set here.
   */
  ulimits: ulimits.default({}),
  /** Whether an init process runs first, which passes SIGTERM on and reaps processes that have ended. */
  init: z.boolean().default(true),
  /**
   * Whether `bluegreen exec --stack <stack> --service <name>` can open a shell in a running task (ECS Exec). Needs
   * `readonlyRootFilesystem: false`, since AWS's agent writes into the container. Its tasks may then talk to Session
   * Manager; a role named in `roleArn` needs that permission of its own. Only for tasks that start with it, so it comes
   * with a release. Previews have none.
   */
  exec: z.boolean().default(false),
};
