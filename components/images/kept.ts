import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnParts } from "../../config/arn";
import { repositoryName } from "../../config/ecr";
import { list } from "../../config/problem";
import { Refusal } from "../refusal";
import { tags } from "../tags";

/**
 * Which services' repositories exist already: kept when the service was deleted, or made by an `up` that was killed
 * before it recorded that. They are taken over, since no other could have their name. ECR is asked only about
 * services without a recorded repository. One without the environment's tags is refused before anything is registered.
 *
 * @param recorded by service, as of the last `up`
 */
export async function keptRepositories(
  services: readonly string[],
  recorded: Record<string, unknown>,
): Promise<ReadonlySet<string>> {
  const fresh = services.filter((service) => !(service in recorded));
  if (fresh.length === 0) return new Set();
  // A look for one that is not there would be a failure.
  const { names = [] } = await aws.ecr.getRepositories({});
  const nameOf = (service: string) =>
    repositoryName(pulumi.getProject(), pulumi.getStack(), service);
  const kept = fresh.filter((service) => names.includes(nameOf(service)));
  const all = await Promise.all(kept.map((service) => untagged(nameOf(service), service)));
  const foreign = all.flatMap((one) => one ?? []);
  if (foreign.length === 0) return new Set(kept);
  throw new Refusal({
    found: `ECR already has ${list(foreign.map(({ name }) => name))}, without the tags of this environment`,
    problems: foreign.map(({ name, tag }) => `to take over ${name} with its images: \`${tag}\``),
    next: "tag or delete the repository, or give the service another name, then run the command again",
  });
}

/** A repository without the environment's tags, and the command that adds them; null if it has them. */
async function untagged(
  name: string,
  service: string,
): Promise<{ name: string; tag: string } | null> {
  const { arn, tags: has = {} } = await aws.ecr.getRepository({ name });
  const missing = Object.entries(tags({ service })).filter(([key, value]) => has[key] !== value);
  if (missing.length === 0) return null;
  const given = missing.map(([key, value]) => `Key=${key},Value=${value}`).join(" ");
  const { region } = arnParts(arn);
  const tag = `aws ecr tag-resource --region ${region} --resource-arn ${arn} --tags ${given}`;
  return { name, tag };
}
