import { z } from "zod";
import { command } from "./containerSchema";
import { seconds } from "./seconds";

/** Runs as a one-off task with the image, network and permissions of the service's new version. */
const hook = z.strictObject({
  /** Program and arguments; replaces the image's command, but not its entry point. */
  command,
  /** A task that is still running after this time is stopped and counts as failed. */
  timeoutSeconds: seconds(1, 86400).default(600),
  /** The command is not safe to repeat: an interrupted release never starts it a second time. */
  once: z.boolean().default(false),
});

/** Hooks of a release, by when they run. */
export const hooks = z.strictObject({
  /** Before a task of the new version starts. */
  beforeStage: hook.optional(),
  /** After the new version has passed its tests. */
  beforeSwitch: hook.optional(),
  /**
   * Production is on the new version and the old one is still running: a failure rolls production
   * back.
   */
  afterSwitch: hook.optional(),
  /** The old version has stopped: a failure is reported and changes nothing. */
  afterRetire: hook.optional(),
});
