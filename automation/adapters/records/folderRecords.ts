import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { recordPath } from "../../../privilege/reports";
import { refused } from "../../world/errors";
import { fileName, type RecordKind, type RecordStore } from "../../world/recordStore";
import { isWithin, mostRecordBytes, readSmallFile } from "../smallFile";
import { writeTextFile } from "../textFile";

/** Records in a folder of the project; a link on the way that leads out of it is refused. */
export function folderRecords(cwd: string, folder: string, stack: string): RecordStore {
  const address = (release: string, kind: RecordKind) =>
    `${recordPath(folder, stack)}${fileName(release)}.${kind}`;
  const read: RecordStore["read"] = async (release, kind) => {
    const file = address(release, kind);
    await alongFolder(cwd, dirname(file), () => Promise.resolve());
    const text = await readSmallFile(join(cwd, file), file, mostRecordBytes);
    return text === undefined ? null : { text, tag: text };
  };
  return {
    address,
    read,
    async write(release, kind, text, seen) {
      const file = address(release, kind);
      await alongFolder(cwd, dirname(file), make);
      if (seen !== undefined && (await read(release, kind))?.tag !== seen?.tag) return false;
      await writeTextFile(join(cwd, file), text);
      return true;
    },
  };
}

async function make(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** One part after the other, so that nothing is made or read behind a link; ends where there is no folder. */
async function alongFolder(
  cwd: string,
  folder: string,
  visit: (path: string) => Promise<void>,
): Promise<void> {
  const root = await realpath(cwd);
  let way = "";
  for (const part of folder.split("/")) {
    way = join(way, part);
    await visit(join(cwd, way));
    const real = await realpath(join(cwd, way)).catch(() => null);
    if (real === null) return;
    if (isWithin(root, real)) continue;
    throw refused(
      `${way} is a link that leads out of the project`,
      "name another folder as `reports`, or remove the link",
    );
  }
}
