import { refused } from "../world/errors";
import { readSmallFile } from "./smallFile";

/** A file that a person named on the command line. */
export async function readTextFile(path: string): Promise<string> {
  const text = await readSmallFile(path);
  if (text === undefined) throw refused(`there is no file ${path}`, "name an existing file");
  return text;
}
