import { DeployError, refused } from "./errors";

/** By the code of Node's system errors: what was found, and what fixes it. */
const troubles: Readonly<Record<string, { found: string; fix: (path?: string) => string }>> = {
  ENOSPC: { found: "a disk of this machine is full", fix: freeSpace },
  EDQUOT: { found: "this user's disk quota is used up", fix: freeSpace },
  EROFS: { found: "a file system of this machine is read-only", fix: writable },
  EACCES: { found: "this user lacks permission on this machine", fix: writable },
  EPERM: { found: "this user lacks permission on this machine", fix: writable },
  EMFILE: { found: "this process has too many open files", fix: () => "raise `ulimit -n`" },
  ENFILE: { found: "this machine has too many open files", fix: () => "close other programs" },
  ENOMEM: { found: "this machine is out of memory", fix: () => "free some memory" },
  EIO: {
    found: "a disk of this machine is failing",
    fix: () => "check the disk, or use another one",
  },
};

/** Calls about connections, names and other processes fail with the same codes for other reasons. */
const elsewhere = /^(?:connect|bind|listen|accept|send|recv|getaddrinfo|query|kill)/;

function freeSpace(path?: string): string {
  return path
    ? `free some space on the disk of ${path}`
    : "free some space (`df -h` shows which disk is full; temporary files are in `TMPDIR`)";
}

function writable(path?: string): string {
  return path
    ? `let this user read and write ${path}`
    : "let this user write to the project's folder, `HOME` and `TMPDIR`";
}

/** A refusal that says what this machine denied the command, such as disk space; undefined for any other error. */
export function machineTrouble(error: unknown): DeployError | undefined {
  if (!(error instanceof Error) || error instanceof DeployError) return undefined;
  const { code = "", syscall, path } = error as NodeJS.ErrnoException;
  const trouble = troubles[code];
  if (!trouble || syscall === undefined || elsewhere.test(syscall)) return undefined;
  return refused(trouble.found, `${trouble.fix(path)}, and run the command again`, [error.message]);
}
