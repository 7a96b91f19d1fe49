import { constants } from "node:fs";
import { access, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isFolder, makeFolder } from "../engine/makeFolder";
import { refused } from "../world/errors";
import { mostRecordBytes, readSmallFile } from "./smallFile";

/** A file that a person named on the command line. */
export async function readTextFile(path: string): Promise<string> {
  return there(path, await readSmallFile(path));
}

/** The same for a record of a release, which may be long. */
export async function readRecordFile(path: string): Promise<string> {
  return there(path, await readSmallFile(path, path, mostRecordBytes));
}

function there(path: string, text: string | undefined): string {
  if (text === undefined) throw refused(`there is no file ${path}`, "name an existing file");
  return text;
}

/** Refuses a path that could not be written later. */
export async function requireWritable(path: string): Promise<void> {
  const next = "name a file in an existing folder that this user may write";
  const folder = dirname(resolve(path));
  if (!(await isFolder(folder))) {
    throw refused(`${folder} is not an existing folder; nothing was changed`, next);
  }
  const file = await stat(path).catch(() => null);
  if (file && !file.isFile()) {
    throw refused(`${path} exists and is not a regular file; nothing was changed`, next);
  }
  await access(folder, constants.W_OK).catch(() => {
    throw refused(`this user may not write to ${folder}; nothing was changed`, next);
  });
}

/** Makes the folder if there is none; refuses one that could not be written to later. */
export async function requireFolder(path: string): Promise<void> {
  try {
    await makeFolder(resolve(path));
    await access(path, constants.W_OK);
  } catch (error) {
    const why = (error as Error).message;
    const next = "name a folder that this user may write to";
    throw refused(`${path} is no folder to write to; nothing was changed`, next, [why]);
  }
}

/** Writes the whole text or nothing: whoever reads meanwhile finds what was there before. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  const beside = join(dirname(resolve(path)), `.${basename(path)}.${process.pid}`);
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}
