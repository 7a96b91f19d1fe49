import { DeployError, refused } from "../../../world/errors";
import { type EngineLocks, locksIn } from "../../../locks/engineLock";
import { probeLock } from "../engineRun";
import type { EngineOptions } from "../options";

/**
 * The locks of a backend that is not a folder. No command of the CLI shows them, so an `up` is begun whose
 * program refuses at once: where there is a lock, it ends even before that and names the holders.
 */
export function probedLocks(options: EngineOptions): EngineLocks {
  return {
    peek: () => Promise.resolve(null),
    async find() {
      const text = await probeLock(options);
      const locks = locksIn(text);
      if (locks.length > 0 || !/currently locked|\[409\] Conflict/.test(text)) return locks;
      throw new DeployError(
        "held",
        "the backend says that another update is under way, and does not tell whose",
        `make sure in its console that it is gone, then: pulumi cancel --stack ${options.name}`,
      );
    },
    async free() {
      const { execa } = await import("execa");
      const args = ["cancel", "--yes", "--stack", options.name];
      const ended = await execa(options.engine.command, args, {
        cwd: options.project.cwd,
        reject: false,
      });
      if (ended.failed) {
        throw refused(
          "`pulumi cancel` could not release the lock",
          "fix the cause, and run it again",
          [ended.stderr],
        );
      }
    },
  };
}
