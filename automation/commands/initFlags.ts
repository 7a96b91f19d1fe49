import type { Answers } from "../edit/init/files";
import { isRegion } from "../edit/init/typed";

export interface InitOptions {
  cwd: string;
  json: boolean;
  stack: string;
  project?: string;
  region?: string;
  domain?: string;
  zone?: string;
  vpc?: string;
  publicSubnet: string[];
  privateSubnet: string[];
  /** `<name>:<port>`, with a path of the health check if it is not /health. */
  service: string[];
  worker: string[];
  workflows: boolean;
  access: boolean;
  verify: boolean;
}

/** What flags say, which of them are about settings, and every problem with them. */
export function readFlags(options: InitOptions): {
  answers: Partial<Answers>;
  flags: string[];
  problems: string[];
} {
  const problems: string[] = [];
  const { region, domain, zone, vpc, publicSubnet, privateSubnet, service, worker } = options;
  if (region !== undefined && !isRegion(region)) {
    problems.push(`\`--region ${region}\` is not an AWS region; use one such as \`eu-central-1\``);
  }
  if (vpc === undefined && publicSubnet.length + privateSubnet.length > 0) {
    problems.push("`--public-subnet` and `--private-subnet` need `--vpc`");
  }
  if (vpc === "new" && publicSubnet.length + privateSubnet.length > 0) {
    problems.push(
      "`--vpc new` makes subnets of its own: leave out `--public-subnet` and `--private-subnet`, or give the id " +
        "of their VPC",
    );
  }
  const services = service.map((text) => {
    const [, name = text, port = "", health = null] =
      /^([^:/]+):(\d{1,5})(\/\S*)?$/.exec(text) ?? [];
    if (port === "") {
      problems.push(`\`--service ${text}\` must be a name and a port, such as \`users:8080\``);
    }
    return { name, port: Number(port || 8080), health };
  });
  problems.push(...givenTwice([...services.map(({ name }) => name), ...worker]));
  const network =
    vpc === undefined || vpc === "new"
      ? null
      : { vpcId: vpc, publicSubnetIds: publicSubnet, privateSubnetIds: privateSubnet };
  return {
    answers: {
      ...(region !== undefined && { region }),
      ...(domain !== undefined && { domain }),
      ...(zone !== undefined && { zone }),
      ...(vpc !== undefined && { network }),
      ...(service.length > 0 && { services }),
      ...(worker.length > 0 && { workers: worker }),
    },
    flags: Object.entries({
      ...{ region, domain, zone, vpc },
      ...{ "public-subnet": publicSubnet, "private-subnet": privateSubnet },
      ...{ service, worker },
    }).flatMap(([name, given]) => (given === undefined || given.length === 0 ? [] : [`--${name}`])),
    problems,
  };
}

export function givenTwice(names: readonly string[]): string[] {
  const again = names.filter((one, index) => names.indexOf(one) !== index);
  return [...new Set(again)].map((name) => `\`${name}\` was given twice`);
}
