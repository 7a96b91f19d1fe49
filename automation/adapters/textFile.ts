import { readFile } from "node:fs/promises";
import { refused } from "../world/errors";

/** A file that a person named on the command line. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw refused(`${path} can't be read: ${(error as Error).message}`, "name an existing file");
  }
}
