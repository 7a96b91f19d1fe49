import { refused } from "../errors";

export interface StackOptions {
  stack: string;
  cwd: string;
  json: boolean;
}

export interface DeployOptions extends StackOptions {
  service: string[];
  image: string[];
  forceFromBroken: boolean;
}

/** `--service a --image x --service b --image y` as images by service. */
export function imagesByService({ service, image }: DeployOptions): Record<string, string> {
  if (service.length !== image.length || service.length === 0) {
    throw refused(
      `found ${service.length} --service and ${image.length} --image; each service needs one image`,
      "bluegreen deploy --stack <stack> --service <name> --image <reference>, repeated for each service",
    );
  }
  const twice = service.find((name, index) => service.indexOf(name) !== index);
  if (twice) throw refused(`--service ${twice} is there twice`, "name each service once");
  return Object.fromEntries(service.map((name, index) => [name, image[index]!]));
}
