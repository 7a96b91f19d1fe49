import { bluegreen } from "../../../course/commandLines";
import { DeployError, refused } from "../../../world/errors";
import { type EngineLocks, locksIn } from "../../../locks/engineLock";
import { probeLock } from "../engineRun";
import type { EngineOptions } from "../options";

/**
 * The locks of a backend that is not a folder. No command of the CLI shows them, so this begins an `up` whose
 * program fails at once: if there is a lock, it ends even earlier and names the holders.
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
        "the backend reports another update in progress but not whose it is",
        `make sure in the backend's console that it is no longer running, then: pulumi cancel --stack ${options.name}`,
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
          `fix the cause, then: ${bluegreen("unlock", options.name)}`,
          [ended.stderr],
        );
      }
    },
  };
}
