import { join } from "node:path";
import type { CloudClient } from "../../localCloud/api/client";
import type { Variant } from "../report/facts";
import { buildImage, type Program } from "../sample/buildImage";
import { services } from "./settings";

/** A sample program as images: the first one to run, and the one to release. */
export interface Images {
  before: string;
  after: string;
}

/** Builds v1 and v2 of a program into `directory`; v2 is the variant being rehearsed. */
export async function buildImages(
  directory: string,
  variant: Variant,
  program: Program = "server",
): Promise<Images> {
  const folder = (version: string) => join(directory, `${program}-${version}`);
  const [before, after] = await Promise.all([
    buildImage({ version: "v1", program, directory: folder("v1") }),
    buildImage({
      version: "v2",
      variant: variant === "good" ? "normal" : variant,
      program,
      directory: folder("v2"),
    }),
  ]);
  return { before, after };
}

export interface Pushed {
  reference: string;
  digest: string;
}

/** Flags of a release of these images, by service. */
export function imageFlags(images: Record<string, Pick<Pushed, "reference">>): string[] {
  return Object.entries(images).flatMap(([service, { reference }]) => [
    ...["--service", service],
    ...["--image", reference],
  ]);
}

/** Pushes both to the repository of each of these services; returns them by service. */
export async function pushImages(
  cloud: CloudClient,
  images: Images,
  repositoryUris: Record<string, string>,
  names: readonly string[] = services,
): Promise<Record<string, { before: Pushed; after: Pushed }>> {
  const push = async (service: string, tag: string, directory: string): Promise<Pushed> => {
    const repository = repositoryUris[service] ?? service;
    const { digest } = await cloud.push(repository, tag, directory);
    return { reference: `${repository}:${tag}`, digest };
  };
  const pushed = await Promise.all(
    names.map(async (service) => {
      const before = await push(service, "v1", images.before);
      const after = await push(service, "v2", images.after);
      return [service, { before, after }] as const;
    }),
  );
  return Object.fromEntries(pushed);
}
