import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { type DeployError, refused } from "../world/errors";

/** Room for hundreds of services; a larger file is the wrong file. */
const mostBytes = 512 * 1024;
/** A record has a line for each minute of each fleet. */
export const mostRecordBytes = 64 * 1024 * 1024;

/**
 * The text of a file that a person wrote, undefined if there is none. Files of a pull request may be anything:
 * a link out of the repository, a device, a pipe, gigabytes. Those are refused, and their content is never repeated.
 */
export async function readSmallFile(
  path: string,
  name = path,
  atMostBytes = mostBytes,
): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let file: FileHandle | undefined;
  try {
    await refuseDetour(path, name);
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return await textOf(file, name, atMostBytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw isNot(name, "is a symbolic link");
    if (code === "EACCES" || code === "EPERM") throw isNot(name, "is not readable by this user");
    if (code === "ENXIO") throw isNot(name, "is not a regular file");
    if (code === "ERR_INVALID_ARG_VALUE" || code === "ENAMETOOLONG")
      throw isNot(name, "is not a valid path");
    throw error;
  } finally {
    await file?.close();
  }
}

/** A folder on the way that is a link may lead out of the folder where the command runs. */
async function refuseDetour(path: string, name: string): Promise<void> {
  const here = process.cwd();
  if (!isWithin(here, resolve(path))) return;
  const real = await realpath(dirname(resolve(path)));
  if (!isWithin(await realpath(here), real)) {
    throw isNot(name, "is behind a symbolic link that leads out of the current folder");
  }
}

export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== "..";
}

async function textOf(file: FileHandle, name: string, atMostBytes: number): Promise<string> {
  const { size, isFile } = await file.stat().then((stat) => ({
    size: stat.size,
    isFile: stat.isFile(),
  }));
  if (!isFile) throw isNot(name, "is not a regular file");
  // The kernel's own files report a size of 0.
  const bytes = Buffer.alloc(Math.min(size, atMostBytes) + 1);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  if (size > atMostBytes) throw isNot(name, `is larger than ${atMostBytes / 1024} KiB`);
  if (bytesRead > size) throw isNot(name, "is not a regular file");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytesRead));
    if (!text.includes("\0")) return text;
  } catch {
    // Refused below.
  }
  throw isNot(name, "is not text in UTF-8");
}

function isNot(name: string, what: string): DeployError {
  return refused(
    `${name} ${what}; nothing was changed`,
    "name a regular UTF-8 text file that this user can read, not behind a symbolic link, and run the command again",
  );
}
