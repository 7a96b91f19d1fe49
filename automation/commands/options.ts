import { refused } from "../world/errors";
import type { CommentKind } from "../plan/comment";
import { readReleaseFile } from "../edit/releaseFile";

/** Options of a command on the project. */
export interface ProjectOptions {
  cwd: string;
  json: boolean;
  /** Prints its output, or a failure, as the comment of a pull request. */
  comment?: CommentKind | undefined;
}

/** Options of a command on one stack. */
export interface StackOptions extends ProjectOptions {
  stack: string;
}

/** Options of a command that takes images. */
export interface ImageOptions {
  service: string[];
  image: string[];
  /** A release file (automation/edit/releaseFile.ts) instead of both. */
  file?: string;
  /** Leaves out images that are already in production. */
  onlyChanged?: boolean;
}

/** Options of a command that begins a release, or continues one. */
export interface UrgentOptions {
  /** Why it passes the release windows. */
  urgent?: string;
}

export interface DeployOptions extends StackOptions, ImageOptions, UrgentOptions {
  forceFromBroken: boolean;
  /** Releases even what is already in production, with the same settings. */
  restart?: boolean;
  /** Waits for a release that is in progress, instead of being refused. */
  wait?: boolean;
}

/** What can be said of these options and their file without asking anybody. */
export async function checkImages(options: ImageOptions): Promise<void> {
  await imagesOf(options, () => "");
}

/**
 * Images by service, from `--service a --image x --service b --image y` or from `--file`. If no service has an
 * image, each keeps the one that it has in production.
 */
export async function imagesOf(
  options: ImageOptions,
  serving?: (service: string) => string,
): Promise<Record<string, string>> {
  const { file } = options;
  if (file === undefined) return imagesByService(options, serving);
  refuseWithFile(options);
  const { readTextFile } = require("../adapters/textFile") as typeof import("../adapters/textFile");
  return readReleaseFile(await readTextFile(file), file);
}

function refuseWithFile({ service, image }: ImageOptions): void {
  if (service.length + image.length === 0) return;
  throw refused(
    "--file can't be combined with --service or --image",
    "use either --file, or --service and --image",
  );
}

function imagesByService(
  { service, image }: ImageOptions,
  serving?: (service: string) => string,
): Record<string, string> {
  const keeps = serving && image.length === 0 && service.length > 0;
  if (!keeps && (service.length !== image.length || service.length === 0)) {
    throw refused(
      `found ${service.length} --service and ${image.length} --image; each service needs one image`,
      "give each service an image: --service <name> --image <reference>, or use --file <file>" +
        (serving ? "; --service alone releases changed settings with the current image" : ""),
    );
  }
  const twice = service.find((name, index) => service.indexOf(name) !== index);
  if (twice) throw refused(`--service ${twice} was given twice`, "name each service only once");
  return Object.fromEntries(
    service.map((name, index) => [name, keeps ? serving(name) : image[index]!]),
  );
}
