import { partitionOf } from "./partition";

const ecrHost =
  /^(?<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.[a-z0-9.-]+\/(?<name>.+)$/;

/** An Amazon ECR repository, parsed from its URI. */
export interface EcrLocation {
  account: string;
  /** Such as `eu-central-1`. */
  region: string;
  name: string;
  arn: string;
}

/** Name of the repository that an environment makes for a service. */
export function repositoryName(project: string, stack: string, service: string): string {
  return `${project}/${stack}/${service}`.toLowerCase();
}

/** Null if the host name is not one of ECR's. `uri` has neither tag nor digest. */
export function ecrLocation(uri: string): EcrLocation | null {
  const { account, region, name } = ecrHost.exec(uri)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) return null;
  const arn = `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`;
  return { account, region, name, arn };
}

/** Names as in CreateRepository, Amazon ECR API Reference. */
export function isRepositoryArn(text: string): boolean {
  return /^arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository\/[a-z0-9]+([._/-]+[a-z0-9]+)*$/.test(
    text,
  );
}
