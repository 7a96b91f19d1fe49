import { refused } from "../world/errors";
import type { CommentKind } from "../plan/comment";
import { readReleaseFile } from "../edit/releaseFile";

/** Of a command on the project. */
export interface ProjectOptions {
  cwd: string;
  json: boolean;
  /** What it prints is to be the comment of a pull request, also a refusal. */
  comment?: CommentKind | undefined;
}

/** Of a command on one stack. */
export interface StackOptions extends ProjectOptions {
  stack: string;
}

/** Of a command that takes images. */
export interface ImageOptions {
  service: string[];
  image: string[];
  /** A release file (automation/edit/releaseFile.ts) in place of both. */
  file?: string;
  /** Leaves out what serves already. */
  onlyChanged?: boolean;
}

export interface DeployOptions extends StackOptions, ImageOptions {
  forceFromBroken: boolean;
  /** Also what serves already, with the same settings. */
  restart?: boolean;
}

/**
 * Images by service: of `--service a --image x --service b --image y`, or of `--file`. A service without an
 * image, where no service has one, keeps the one that it serves with.
 */
export async function imagesOf(
  options: ImageOptions,
  serving?: (service: string) => string,
): Promise<Record<string, string>> {
  const { service, image, file } = options;
  if (file === undefined) return imagesByService(options, serving);
  if (service.length + image.length > 0) {
    throw refused(
      "--file already says what to release",
      "leave out --service and --image, or leave out --file",
    );
  }
  const { readTextFile } = require("../adapters/textFile") as typeof import("../adapters/textFile");
  return readReleaseFile(await readTextFile(file), file);
}

function imagesByService(
  { service, image }: ImageOptions,
  serving?: (service: string) => string,
): Record<string, string> {
  const keeps = serving && image.length === 0 && service.length > 0;
  if (!keeps && (service.length !== image.length || service.length === 0)) {
    throw refused(
      `found ${service.length} --service and ${image.length} --image; each service needs one image`,
      "give --service <name> --image <reference> once for each service, or --file <release file>" +
        (serving ? "; --service alone releases changed settings with the image that serves" : ""),
    );
  }
  const twice = service.find((name, index) => service.indexOf(name) !== index);
  if (twice) throw refused(`--service ${twice} was given twice`, "name each service once");
  return Object.fromEntries(
    service.map((name, index) => [name, keeps ? serving(name) : image[index]!]),
  );
}
