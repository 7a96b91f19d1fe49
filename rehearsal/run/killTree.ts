import { execFileSync } from "node:child_process";

/** Process ids of a process and of everything it has started, itself first. */
export function processTree(root: number): number[] {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const pid of tree)
    tree.push(...pairs.filter(([, parent]) => parent === pid).map(([id]) => id!));
  return tree;
}

/**
 * SIGKILL for the deployer and the engine that it has started, which leads a process group of its own.
 * Answers whom it killed.
 */
export function killTree(root: number): number[] {
  const tree = processTree(root);
  for (const pid of tree) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return tree;
}
